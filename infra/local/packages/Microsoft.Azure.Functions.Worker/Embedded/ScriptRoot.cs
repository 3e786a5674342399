namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The folder of host.json and local.settings.json.</summary>
internal static class ScriptRoot
{
    public const string Setting = "AzureWebJobsScriptRoot";

    /// <summary>The one that is named, else the working folder if host.json is in it, else the app's own folder.</summary>
    public static string Find(Arguments arguments)
    {
        string? named = arguments[Setting] ?? Environment.GetEnvironmentVariable(Setting);
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Directory.Exists(named)
                ? Path.GetFullPath(named)
                : throw new FunctionSetupException($"'{Setting}' names the folder '{named}', which does not exist.");
        }

        return File.Exists(Path.Combine(Environment.CurrentDirectory, "host.json")) ? Environment.CurrentDirectory : AppContext.BaseDirectory;
    }
}
