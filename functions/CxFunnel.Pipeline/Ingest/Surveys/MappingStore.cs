using System.Collections.Concurrent;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The mappings that people set: one for a source, and one for each of its surveys that differs.</summary>
public sealed class MappingStore(ITableStore tables, TimeProvider clock)
{
    /// <summary>How long another process may go on with an older mapping.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private const string AllSurveys = "all";
    private const string SurveyPrefix = "survey|";
    private const string MappingColumn = "Mapping";

    /// <summary>Of each source of a program: the latest reading, which may be under way. Requests that come meanwhile wait for it and read nothing themselves.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<Known>>> _readings = new(StringComparer.Ordinal);

    /// <summary>Keeps a mapping that <see cref="MappingReader"/> accepted.</summary>
    /// <param name="survey">Null for all surveys of the source that have none of their own.</param>
    /// <param name="mapping">The mapping as JSON.</param>
    public async Task PutAsync(string program, string source, string? survey, string mapping, CancellationToken cancellation)
    {
        TableRow row = new(Partition(program, source), RowKey(survey));
        LongText.Put(row, MappingColumn, mapping);
        if (await tables.CommitAsync(TableNames.Mappings, [RowChange.Put(row)], cancellation) is not CommitOutcome.Done)
        {
            throw new InvalidOperationException("A mapping is larger than a row of storage, although its length is bounded.");
        }

        // A reading that is under way may not have seen it; what comes from here on reads anew.
        _readings.TryRemove(row.PartitionKey, out _);
    }

    /// <returns>The survey's own mapping, else the source's; null when there is neither.</returns>
    /// <exception cref="StorageUnavailableException">No answer; the next call asks again.</exception>
    public async ValueTask<SourceMapping?> FindAsync(string program, string source, string? survey, CancellationToken cancellation)
    {
        Known known = await KnownAsync(Partition(program, source), cancellation);
        return (survey is null ? null : known.Mappings.GetValueOrDefault(RowKey(survey))) ?? known.Mappings.GetValueOrDefault(AllSurveys);
    }

    private async ValueTask<Known> KnownAsync(string partition, CancellationToken cancellation)
    {
        while (true)
        {
            Lazy<Task<Known>> reading = _readings.GetOrAdd(partition, Reading);
            Known known;
            try
            {
                known = await reading.Value.WaitAsync(cancellation);
            }
            catch when (reading.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _readings.TryRemove(KeyValuePair.Create(partition, reading));
                throw;
            }

            if (clock.GetUtcNow() - known.ReadAt <= Freshness)
            {
                return known;
            }

            // Whoever comes first puts the next reading in its place.
            _readings.TryUpdate(partition, Reading(partition), reading);
        }
    }

    /// <summary>Belongs to all who wait for it, so that none of them can cancel it.</summary>
    private Lazy<Task<Known>> Reading(string partition) => new(() => ReadAsync(partition));

    private async Task<Known> ReadAsync(string partition)
    {
        Dictionary<string, SourceMapping> mappings = new(StringComparer.Ordinal);
        await foreach (TableRow row in tables.ReadAsync(TableNames.Mappings, partition, RowKeyRange.All, columns: null, CancellationToken.None))
        {
            using JsonDocument json = JsonDocument.Parse(LongText.Text(row, MappingColumn) ?? "{}");
            if (MappingReader.Read(json.RootElement, new InputErrors()) is { } mapping)
            {
                mappings[row.RowKey] = mapping;
            }
        }

        return new Known(clock.GetUtcNow(), mappings);
    }

    private static string Partition(string program, string source) => $"{program}|{source}";

    /// <summary>Survey ids are the tools' own; escaped like any value that becomes part of a key.</summary>
    private static string RowKey(string? survey) => survey is null ? AllSurveys : SurveyPrefix + Uri.EscapeDataString(survey).Replace("%", "=", StringComparison.Ordinal);

    private sealed record Known(DateTimeOffset ReadAt, IReadOnlyDictionary<string, SourceMapping> Mappings);
}
