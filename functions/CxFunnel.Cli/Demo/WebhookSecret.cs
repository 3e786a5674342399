using System.Security.Cryptography;
using System.Text;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Demo;

/// <summary>The secret that the demo's webhooks are signed with: random, one for each data folder, kept there.</summary>
public sealed class WebhookSecret
{
    private const string FileName = "typeform-secret";
    private const int SecretBytes = 24;

    private WebhookSecret(string value) => Value = value;

    public string Value { get; }

    /// <summary>What tells the function app, as an environment variable.</summary>
    public static string SettingName => "Sources__typeform__Secrets__0";

    public static WebhookSecret OfRun() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>The folder's secret, made at the first time; readable for its owner only.</summary>
    public static WebhookSecret Of(DataFolder folder)
    {
        string path = Path.Combine(folder.Path, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 2 * SecretBytes } kept)
        {
            return new WebhookSecret(kept);
        }

        WebhookSecret made = OfRun();
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, options);
        writer.Write(made.Value);
        return made;
    }

    /// <summary>The value of <c>Typeform-Signature</c>: sha256= and the Base64 of HMAC-SHA256 over the body.</summary>
    public string Sign(ReadOnlySpan<byte> body) =>
        $"sha256={Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Value), body))}";
}
