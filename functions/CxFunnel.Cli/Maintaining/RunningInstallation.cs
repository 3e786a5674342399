using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CxFunnel.Cli.Sending;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Cli.Maintaining;

/// <summary>An app that answers at an address; it does the work.</summary>
public sealed class RunningInstallation(Uri address, string? key, TimeProvider clock) : Installation
{
    /// <summary>A recount of millions of rows takes minutes, and its answer comes at its end.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromHours(2);

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(3);

    private readonly FunnelClient _client = new(address, key, clock, limit: AnswerLimit);

    public override string Where => address.ToString().TrimEnd('/');

    /// <summary>Whether a CxFunnel answers there.</summary>
    public static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using HttpClient client = new() { BaseAddress = address, Timeout = ProbeLimit };
        try
        {
            // Without a key it is 401 at the worst, and that too is an answer.
            using HttpResponseMessage response = await client.GetAsync(new Uri("api/health", UriKind.Relative), cancellation);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public override Task<VerificationReport> VerifyAsync(string? program, IProgress<long> progress, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"api/operations/verify{Query(("program", program))}", MaintenanceJson.Default.VerificationReport, cancellation);

    public override Task<IReadOnlyList<ProgramRebuild>> RebuildAsync(string? program, IProgress<long> progress, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"api/operations/rebuild{Query(("program", program))}", MaintenanceJson.Default.IReadOnlyListProgramRebuild, cancellation);

    public override Task<QuarantineReplayReport> ReplayQuarantineAsync(string? program, string? source, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post,
        $"api/operations/replay/quarantine{Query(("program", program), ("source", source))}",
        MaintenanceJson.Default.QuarantineReplayReport,
        cancellation);

    public override Task<PoisonReplayReport> ReplayPoisonAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "api/operations/replay/poison", MaintenanceJson.Default.PoisonReplayReport, cancellation);

    public override Task<ErasureCertificate> EraseAsync(string customer, string? program, bool keepCounts, CancellationToken cancellation) => SendAsync(
        HttpMethod.Delete,
        $"api/customers/{Uri.EscapeDataString(customer)}{Query(("program", program), ("keepCounts", keepCounts ? "true" : null))}",
        MaintenanceJson.Default.ErasureCertificate,
        cancellation);

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return base.DisposeAsync();
    }

    private static string Query(params (string Name, string? Value)[] parameters) => string.Concat(parameters
        .Where(p => p.Value is not null)
        .Select((p, i) => $"{(i == 0 ? '?' : '&')}{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _client.SendAsync(() => new HttpRequestMessage(method, path), null, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            // Not the path: it may name a customer.
            throw new CxException($"{Where}: {await ErrorAnswer.DescribeAsync(response, cancellation)}");
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new CxException($"{Where} answered nothing.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(QuarantineReplayReport))]
[JsonSerializable(typeof(PoisonReplayReport))]
[JsonSerializable(typeof(ErasureCertificate))]
[JsonSerializable(typeof(IReadOnlyList<ProgramRebuild>))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
