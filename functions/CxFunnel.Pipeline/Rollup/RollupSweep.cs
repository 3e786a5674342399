using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>Rolls up every program: what a lost doorbell left behind.</summary>
public sealed class RollupSweep(ProgramRegistry registry, RollupProgram rollup)
{
    /// <exception cref="StorageUnavailableException">At least one program was not finished; the others were.</exception>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        StorageUnavailableException? failure = null;
        foreach (string program in await registry.ListAsync(cancellation))
        {
            try
            {
                await rollup.RollUpAsync(program, cancellation);
            }
            catch (StorageUnavailableException e)
            {
                failure = e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
