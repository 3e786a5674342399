using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Where settings come from. A later source wins over an earlier one.</summary>
internal static class SettingsSources
{
    public static void AddTo(ConfigurationManager configuration, string scriptRoot, string environment, Arguments arguments)
    {
        configuration.AddInMemoryCollection(HostJson(Path.Combine(scriptRoot, "host.json")));
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        configuration.AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false);
        configuration.AddInMemoryCollection(LocalSettings(Path.Combine(scriptRoot, "local.settings.json")));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(arguments.All);
    }

    private static List<KeyValuePair<string, string?>> HostJson(string path)
    {
        List<KeyValuePair<string, string?>> settings = [];
        if (File.Exists(path))
        {
            Flatten(HostSettings.HostJsonSection, Read(path), settings);
        }

        return settings;
    }

    /// <summary>As Core Tools read it: Values as if they were environment variables, ConnectionStrings, and Host.LocalHttpPort.</summary>
    private static List<KeyValuePair<string, string?>> LocalSettings(string path)
    {
        List<KeyValuePair<string, string?>> settings = [];
        if (!File.Exists(path))
        {
            return settings;
        }

        JsonElement root = Read(path);
        if (Find(root, "IsEncrypted") is { ValueKind: JsonValueKind.True })
        {
            throw new FunctionSetupException($"'{path}' is encrypted, which only Azure's own tools can read. Decrypt it with 'func settings decrypt'.");
        }

        if (Find(root, "Values") is { } values)
        {
            foreach (JsonProperty value in values.EnumerateObject())
            {
                if (value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    throw new FunctionSetupException($"'{path}': the value of '{value.Name}' is not a text. Write nested settings as '{value.Name}__Name'.");
                }

                settings.Add(new(value.Name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), value.Value.ToString()));
            }
        }

        if (Find(root, "ConnectionStrings") is { } connections)
        {
            Flatten("ConnectionStrings", connections, settings);
        }

        if (Find(root, "Host") is { } host && Find(host, "LocalHttpPort") is { } port)
        {
            settings.Add(new($"{HostSettings.OwnSection}:localHttpPort", port.ToString()));
        }

        return settings;
    }

    private static JsonElement? Find(JsonElement element, string name)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static JsonElement Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllBytes(path).AsMemory(), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new FunctionSetupException($"'{path}' does not hold a JSON object.");
        }
        catch (JsonException e)
        {
            throw new FunctionSetupException($"'{path}' is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}.", e);
        }
    }

    private static void Flatten(string path, JsonElement element, List<KeyValuePair<string, string?>> settings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Flatten(ConfigurationPath.Combine(path, property.Name), property.Value, settings);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Flatten(ConfigurationPath.Combine(path, index++.ToString(System.Globalization.CultureInfo.InvariantCulture)), item, settings);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                settings.Add(new(path, element.ToString()));
                break;
        }
    }
}
