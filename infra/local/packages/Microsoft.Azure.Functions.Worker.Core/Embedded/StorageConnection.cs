namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Where a storage account is: a connection string, or the address of a service for a managed identity.</summary>
internal sealed record StorageConnection(string? ConnectionString, Uri? ServiceUri)
{
    /// <summary>The setting that triggers use when they name none.</summary>
    public const string Default = "AzureWebJobsStorage";

    /// <summary>Reads the settings of one connection in the order of Azure's host.</summary>
    /// <param name="settings">The host's settings.</param>
    /// <param name="name">The name of the setting, or of the group of settings; null means <see cref="Default"/>.</param>
    /// <param name="service"><c>queue</c> or <c>blob</c>.</param>
    /// <returns>Null when nothing is set.</returns>
    /// <exception cref="FunctionSetupException">An address is not a URI.</exception>
    public static StorageConnection? Find(HostSettings settings, string? name, string service)
    {
        name = string.IsNullOrEmpty(name) ? Default : name;
        string? text = settings.Configuration[$"AzureWebJobs{name}"] ?? settings.Configuration[name] ?? settings.Configuration[$"ConnectionStrings:{name}"];
        if (!string.IsNullOrWhiteSpace(text))
        {
            return new StorageConnection(text, null);
        }

        string? address = settings.Configuration[$"{name}:{service}ServiceUri"] ?? settings.Configuration[$"{name}:serviceUri"];
        if (address is null && settings.Configuration[$"{name}:accountName"] is { Length: > 0 } account)
        {
            address = $"https://{account}.{service}.core.windows.net";
        }

        if (address is null)
        {
            return null;
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? new StorageConnection(null, uri)
            : throw new FunctionSetupException($"The setting '{name}__{service}ServiceUri' is not an address.");
    }
}
