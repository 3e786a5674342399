namespace CxFunnel.Cli.Running;

/// <summary>Which storage the function app is to use: its own settings decide; without any it is the emulator.</summary>
/// <param name="From">Where the setting was found; null for the emulator.</param>
/// <param name="Account">The account's name, for people; never a key.</param>
public sealed record StorageChoice(string? From, string? Account)
{
    private const string Setting = "AzureWebJobsStorage";
    private const string AccountName = "AccountName=";

    private static readonly StorageChoice Emulator = new(null, null);

    public bool IsEmulator => From is null;

    public static StorageChoice Of(AppSettings settings)
    {
        if (settings[Setting] is { } connection)
        {
            string[] parts = connection.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return parts is [{ } only] && only.Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase)
                ? Emulator
                : new StorageChoice(Where(connection), parts.FirstOrDefault(IsAccountName)?[AccountName.Length..]);
        }

        // Identity instead of a key: AzureWebJobsStorage__accountName and its relatives.
        return settings.Below(Setting).FirstOrDefault() is { } identity ? new StorageChoice(Where(identity), identity.Value) : Emulator;
    }

    private static string Where(AppSetting setting) => $"{setting.Name} in {setting.From}";

    private static bool IsAccountName(string part) => part.StartsWith(AccountName, StringComparison.OrdinalIgnoreCase);
}
