using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CxFunnel.Cli.Sending;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Reshard;
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

    public override async Task<CorrectionsReport> AddCorrectionsAsync(string program, Stream file, CancellationToken cancellation)
    {
        using MemoryStream content = new();
        await file.CopyToAsync(content, cancellation);
        return await SendAsync(
            HttpMethod.Post, $"api/corrections{Query(("program", program))}", MaintenanceJson.Default.CorrectionsReport, cancellation, content.ToArray());
    }

    public override Task<TrainingReport> TrainAsync(string program, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"api/operations/train{Query(("program", program))}", MaintenanceJson.Default.TrainingReport, cancellation);

    public override Task<ModelOverview> ModelsAsync(string program, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"api/models{Query(("program", program))}", MaintenanceJson.Default.ModelOverview, cancellation);

    public override Task<ModelOverview> UseModelAsync(string program, int number, CancellationToken cancellation) => SendAsync(
        HttpMethod.Put,
        $"api/operations/model{Query(("program", program), ("use", number == 0 ? "shipped" : number.ToString(CultureInfo.InvariantCulture)))}",
        MaintenanceJson.Default.ModelOverview,
        cancellation);

    public override Task<ReshardReport> ReshardAsync(string program, int shards, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post,
        $"api/operations/reshard{Query(("program", program), ("shards", shards.ToString(CultureInfo.InvariantCulture)))}",
        MaintenanceJson.Default.ReshardReport,
        cancellation);

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return base.DisposeAsync();
    }

    private static string Query(params (string Name, string? Value)[] parameters) => string.Concat(parameters
        .Where(p => p.Value is not null)
        .Select((p, i) => $"{(i == 0 ? '?' : '&')}{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation, byte[]? csv = null)
    {
        HttpRequestMessage Request()
        {
            HttpRequestMessage request = new(method, path);
            if (csv is not null)
            {
                request.Content = new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
            }

            return request;
        }

        using HttpResponseMessage response = await _client.SendAsync(Request, null, cancellation);
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
[JsonSerializable(typeof(ReshardReport))]
[JsonSerializable(typeof(QuarantineReplayReport))]
[JsonSerializable(typeof(PoisonReplayReport))]
[JsonSerializable(typeof(ErasureCertificate))]
[JsonSerializable(typeof(IReadOnlyList<ProgramRebuild>))]
[JsonSerializable(typeof(CorrectionsReport))]
[JsonSerializable(typeof(TrainingReport))]
[JsonSerializable(typeof(ModelOverview))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
