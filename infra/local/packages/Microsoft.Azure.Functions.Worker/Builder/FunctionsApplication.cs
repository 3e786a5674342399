namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    /// <summary>Begins an app whose settings come from host.json, local.settings.json, the environment and the arguments.</summary>
    /// <param name="args">What the process was started with; each <c>--Name value</c> is a setting that wins over all others.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
