using System.Collections;
using System.Text.Json;

namespace CxFunnel.Cli.Running;

/// <summary>
/// The function app's settings as it will find them: the environment before local.settings.json, names without case, <c>__</c> for
/// a level. Only what the command line itself must know is asked for.
/// </summary>
public sealed class AppSettings
{
    private const string KeysSection = "FunctionKeys:";

    private readonly Dictionary<string, AppSetting> _settings = new(StringComparer.OrdinalIgnoreCase);

    private AppSettings()
    {
    }

    public AppSetting? this[string name] => _settings.GetValueOrDefault(name);

    /// <summary>All settings below a name.</summary>
    public IEnumerable<AppSetting> Below(string name) =>
        _settings.Where(setting => setting.Key.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)).Select(setting => setting.Value);

    /// <summary>All settings, with <c>:</c> for a level.</summary>
    public IEnumerable<KeyValuePair<string, string?>> All => _settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value.Value));

    /// <summary>The key that opens every operation too; null when there is none.</summary>
    public string? MasterKey => this[$"{KeysSection}master"]?.Value;

    /// <summary>A key that opens every function; null when the functions are open.</summary>
    public string? FunctionKey => _settings
        .Where(setting => setting.Key.StartsWith(KeysSection, StringComparison.OrdinalIgnoreCase) && !setting.Key[KeysSection.Length..].Contains(':', StringComparison.Ordinal))
        .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase) // default before master: no more than is needed
        .Select(setting => setting.Value.Value)
        .FirstOrDefault();

    /// <exception cref="CxException">local.settings.json is not what it should be.</exception>
    public static AppSettings Read(Checkout checkout, IDictionary environment)
    {
        AppSettings settings = new();
        settings.AddLocalSettings(checkout.LocalSettings);
        foreach (DictionaryEntry variable in environment)
        {
            settings.Add((string)variable.Key, (string?)variable.Value, "the environment");
        }

        return settings;
    }

    private void AddLocalSettings(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (JsonProperty section in document.RootElement.EnumerateObject().Where(p => p.Name.Equals("Values", StringComparison.OrdinalIgnoreCase)))
            {
                foreach (JsonProperty setting in section.Value.EnumerateObject())
                {
                    Add(setting.Name, setting.Value.ToString(), Path.GetFileName(path));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CxException($"local.settings.json cannot be read: {e.Message} Compare it with local.settings.sample.json.");
        }
    }

    private void Add(string name, string? value, string from)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            _settings[name.Replace("__", ":", StringComparison.Ordinal)] = new AppSetting(name, value, from);
        }
    }
}

/// <param name="Name">As it was written.</param>
/// <param name="From">Where it stands, for messages.</param>
public sealed record AppSetting(string Name, string Value, string From);
