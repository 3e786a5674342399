using CxFunnel.Azure;
using CxFunnel.Cli.Running;
using CxFunnel.LocalStorage;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Verify;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Cli.Maintaining;

/// <summary>Storage without an app, or beside one: the pipeline's own stages do the work in this process, with the app's settings.</summary>
public sealed class StoredInstallation : Installation
{
    private readonly ServiceProvider _services;
    private readonly IAsyncDisposable? _storage;
    private readonly DataFolder? _data;

    private StoredInstallation(string where, AppSettings settings, string? connectionString, IAsyncDisposable? storage, DataFolder? data)
    {
        Where = where;
        _storage = storage;
        _data = data;
        ConfigurationManager configuration = new();
        configuration.AddInMemoryCollection(settings.All);
        if (connectionString is not null)
        {
            configuration["AzureWebJobsStorage"] = connectionString;
        }

        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddPipeline()
            .BuildServiceProvider();
    }

    public override string Where { get; }

    /// <summary>The storage account of the app's settings.</summary>
    public static StoredInstallation OfAccount(AppSettings settings, string? account) =>
        new($"the storage account {account ?? "(unnamed)"}", settings, connectionString: null, storage: null, data: null);

    /// <summary>The data folder of an app that does not run: its storage emulator is started for as long as this lives.</summary>
    /// <exception cref="CxException">There is no data, or the folder is in use.</exception>
    public static async Task<StoredInstallation> OfFolderAsync(Checkout checkout, AppSettings settings, string folder, CancellationToken cancellation)
    {
        string full = Path.GetFullPath(folder);
        if (!Directory.Exists(Path.Combine(full, "storage")))
        {
            throw new CxException(
                $"There is nothing to work on: no CxFunnel answers on this machine, and '{full}' holds no data. Start it with ./cx up, or name it with --url or --data.");
        }

        DataFolder data = DataFolder.Open(full);
        try
        {
            await AzuriteInstallation.EnsureAsync(checkout.StorageFolder, Console.Error.WriteLine, cancellation);
            Azurite storage = await Azurite.StartAsync(checkout.StorageFolder, data.Storage, cancellation);
            return new StoredInstallation(full, settings, storage.ConnectionString, storage, data);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public override Task<VerificationReport> VerifyAsync(string? program, IProgress<long> progress, CancellationToken cancellation) =>
        _services.GetRequiredService<VerifyCounts>().VerifyAsync(program, progress, cancellation);

    public override async Task<IReadOnlyList<ProgramRebuild>> RebuildAsync(string? program, IProgress<long> progress, CancellationToken cancellation)
    {
        try
        {
            return await _services.GetRequiredService<RebuildAggregates>().RebuildAsync(program, progress, cancellation);
        }
        catch (LedgerDamagedException e)
        {
            throw new CxException(e.Message);
        }
    }

    public override Task<QuarantineReplayReport> ReplayQuarantineAsync(string? program, string? source, CancellationToken cancellation) =>
        _services.GetRequiredService<QuarantineReplay>().ReplayAsync(program, source, cancellation);

    public override Task<PoisonReplayReport> ReplayPoisonAsync(CancellationToken cancellation) =>
        _services.GetRequiredService<PoisonReplay>().ReplayAsync(cancellation);

    public override Task<ErasureCertificate> EraseAsync(string customer, string? program, bool keepCounts, CancellationToken cancellation) =>
        _services.GetRequiredService<EraseCustomer>().EraseAsync(customer, program, keepCounts, cancellation);

    public override async Task<CorrectionsReport> AddCorrectionsAsync(string program, Stream file, CancellationToken cancellation) =>
        await _services.GetRequiredService<CorrectionsCsv>().AddAsync(program, file, cancellation)
        ?? throw new CxException("The file has no header with the column sentiment and one of feedbackId and text.");

    public override Task<TrainingReport> TrainAsync(string program, CancellationToken cancellation) =>
        _services.GetRequiredService<ProgramTraining>().TrainAsync(program, byTimer: false, cancellation);

    public override Task<ModelOverview> ModelsAsync(string program, CancellationToken cancellation) =>
        _services.GetRequiredService<ModelStore>().OverviewAsync(program, cancellation);

    public override async Task<ModelOverview> UseModelAsync(string program, int number, CancellationToken cancellation) =>
        await _services.GetRequiredService<ProgramTraining>().UseAsync(program, number, cancellation)
            ? await ModelsAsync(program, cancellation)
            : throw new CxException($"The program has no weights of the number {number}.");

    public override async Task<ReshardReport> ReshardAsync(string program, int shards, CancellationToken cancellation) =>
        await _services.GetRequiredService<ReshardProgram>().ReshardAsync(program, shards, cancellation)
        ?? throw new CxException($"There is no program '{program}'.");

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        _data?.Dispose();
        await base.DisposeAsync();
    }
}
