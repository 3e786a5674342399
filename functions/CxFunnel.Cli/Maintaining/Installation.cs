using CxFunnel.Cli.Commands;
using CxFunnel.Cli.Running;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Cli.Maintaining;

/// <summary>What a maintenance command works on: an app that runs, or its storage alone.</summary>
public abstract class Installation : IAsyncDisposable
{
    /// <summary>For people: where the work is done.</summary>
    public abstract string Where { get; }

    /// <param name="program">Null for every program.</param>
    public abstract Task<VerificationReport> VerifyAsync(string? program, IProgress<long> progress, CancellationToken cancellation);

    /// <param name="program">Null for every program.</param>
    public abstract Task<IReadOnlyList<ProgramRebuild>> RebuildAsync(string? program, IProgress<long> progress, CancellationToken cancellation);

    /// <param name="program">Null for every program.</param>
    /// <param name="source">Null for every source.</param>
    public abstract Task<QuarantineReplayReport> ReplayQuarantineAsync(string? program, string? source, CancellationToken cancellation);

    public abstract Task<PoisonReplayReport> ReplayPoisonAsync(CancellationToken cancellation);

    /// <param name="program">Null for every program.</param>
    public abstract Task<ErasureCertificate> EraseAsync(string customer, string? program, bool keepCounts, CancellationToken cancellation);

    /// <exception cref="CxException">The file is no table of corrections.</exception>
    public abstract Task<CorrectionsReport> AddCorrectionsAsync(string program, Stream file, CancellationToken cancellation);

    public abstract Task<TrainingReport> TrainAsync(string program, CancellationToken cancellation);

    public abstract Task<ModelOverview> ModelsAsync(string program, CancellationToken cancellation);

    /// <param name="number">0 for the shipped weights.</param>
    /// <exception cref="CxException">The program has no weights of that number.</exception>
    public abstract Task<ModelOverview> UseModelAsync(string program, int number, CancellationToken cancellation);

    /// <exception cref="CxException">There is no such program.</exception>
    public abstract Task<ReshardReport> ReshardAsync(string program, int shards, CancellationToken cancellation);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Finds what to work on: the app that <c>--url</c> names; else the storage account that the settings name; else the app that
    /// runs on this machine; else the data folder of one that does not.
    /// </summary>
    /// <exception cref="CxException">There is nothing to work on.</exception>
    public static async Task<Installation> OpenAsync(CommandContext context, MaintenanceChoice choice, CancellationToken cancellation)
    {
        AppSettings settings = AppSettings.Read(context.Checkout, Environment.GetEnvironmentVariables());
        string? key = choice.Key ?? settings.MasterKey ?? settings.FunctionKey;
        if (choice.Url is { } url)
        {
            return new RunningInstallation(url, choice.Key, context.Clock);
        }

        StorageChoice storage = StorageChoice.Of(settings);
        if (!storage.IsEmulator)
        {
            return StoredInstallation.OfAccount(settings, storage.Account);
        }

        string folder = choice.DataFolder ?? context.Checkout.DefaultDataFolder;
        if (DataFolder.AddressOfRun(folder) is { } runningThere)
        {
            return new RunningInstallation(runningThere, key, context.Clock);
        }

        Uri usual = new($"http://127.0.0.1:{Port.Default}");
        if (choice.DataFolder is null && await RunningInstallation.AnswersAsync(usual, cancellation))
        {
            return new RunningInstallation(usual, key, context.Clock);
        }

        return await StoredInstallation.OfFolderAsync(context.Checkout, settings, folder, cancellation);
    }
}

/// <summary>What the command line says about where to work.</summary>
/// <param name="Url">Null leaves it to the settings and to what runs here.</param>
/// <param name="Key">Null takes the app's own settings; they are never sent to an address that was typed in.</param>
/// <param name="DataFolder">Null for the usual one.</param>
public sealed record MaintenanceChoice(Uri? Url, string? Key, string? DataFolder);
