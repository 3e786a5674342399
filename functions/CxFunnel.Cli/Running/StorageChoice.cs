using System.Collections;
using System.Text.Json;

namespace CxFunnel.Cli.Running;

/// <summary>Which storage the function app is to use: its own settings decide; without any it is the emulator.</summary>
/// <param name="From">Where the setting was found; null for the emulator.</param>
/// <param name="Account">The account's name, for people; never a key.</param>
public sealed record StorageChoice(string? From, string? Account)
{
    private const string Setting = "AzureWebJobsStorage";
    private const string Emulator = "UseDevelopmentStorage=true";

    public bool IsEmulator => From is null;

    /// <exception cref="CxException">local.settings.json is not valid JSON.</exception>
    public static StorageChoice Read(Checkout checkout, IDictionary environment)
    {
        string? value = environment[Setting] as string;
        if (!string.IsNullOrWhiteSpace(value))
        {
            return Of(value, $"{Setting} in the environment");
        }

        // Identity instead of a key: AzureWebJobsStorage__accountName and its relatives.
        if (environment.Keys.OfType<string>().FirstOrDefault(IsIdentitySetting) is { } identity)
        {
            return new StorageChoice($"{identity} in the environment", environment[identity] as string);
        }

        return ReadLocalSettings(checkout);
    }

    private static StorageChoice ReadLocalSettings(Checkout checkout)
    {
        if (!File.Exists(checkout.LocalSettings))
        {
            return new StorageChoice(null, null);
        }

        try
        {
            using JsonDocument settings = JsonDocument.Parse(
                File.ReadAllText(checkout.LocalSettings),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (settings.RootElement.TryGetProperty("Values", out JsonElement values))
            {
                foreach (JsonProperty property in values.EnumerateObject())
                {
                    if (property.Name == Setting && property.Value.GetString() is { } value && !string.IsNullOrWhiteSpace(value))
                    {
                        return Of(value, $"{Setting} in local.settings.json");
                    }

                    if (IsIdentitySetting(property.Name))
                    {
                        return new StorageChoice($"{property.Name} in local.settings.json", property.Value.GetString());
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CxException($"local.settings.json cannot be read: {e.Message} Compare it with local.settings.sample.json.");
        }

        return new StorageChoice(null, null);
    }

    private static bool IsIdentitySetting(string name) =>
        name.StartsWith($"{Setting}__", StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{Setting}:", StringComparison.OrdinalIgnoreCase);

    private static StorageChoice Of(string connectionString, string from)
    {
        string trimmed = connectionString.Trim().TrimEnd(';');
        if (string.Equals(trimmed, Emulator, StringComparison.OrdinalIgnoreCase))
        {
            return new StorageChoice(null, null);
        }

        const string AccountName = "AccountName=";
        string? account = trimmed.Split(';').FirstOrDefault(part => part.StartsWith(AccountName, StringComparison.OrdinalIgnoreCase));
        return new StorageChoice(from, account?[AccountName.Length..]);
    }
}
