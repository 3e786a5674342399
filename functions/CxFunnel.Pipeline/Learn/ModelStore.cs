using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.Pipeline.Learn;

/// <summary>One version of a program's own weights.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Version">What results carry, for example <c>embedded/1.5+default.3</c>.</param>
/// <param name="Part"><c>calibration</c> or <c>words</c>.</param>
/// <param name="Before">Of the shipped weights on the corrections.</param>
/// <param name="After">Of weights like these on corrections that they were not learned from.</param>
public sealed record ModelVersion(int Number, string Version, DateTimeOffset TrainedAt, int Corrections, string Part, AnswerQuality Before, AnswerQuality After);

/// <summary>Which weights a program uses.</summary>
/// <param name="Using">0: the shipped ones.</param>
/// <param name="Latest">The highest number that was given out; 0 before the first.</param>
/// <param name="IsPinned">A person chose: the timer leaves it so.</param>
/// <param name="TrainedFrom">A hash of the corrections of the latest training; null before the first.</param>
/// <param name="Row">As read; null when there is none.</param>
public sealed record ModelChoice(int Using, int Latest, bool IsPinned, string? TrainedFrom, TableRow? Row)
{
    public static ModelChoice Shipped { get; } = new(0, 0, IsPinned: false, TrainedFrom: null, Row: null);
}

/// <param name="Using">0: the shipped weights.</param>
/// <param name="IsPinned">A person chose: the nightly training leaves it so.</param>
/// <param name="Versions">The oldest first.</param>
public sealed record ModelOverview(string Program, int Using, bool IsPinned, IReadOnlyList<ModelVersion> Versions);

/// <summary>Own weights as blobs, and the table <c>models</c> that says what they are worth and which are used.</summary>
public sealed class ModelStore(ITableStore tables, IBlobStore blobs)
{
    private const string UseRow = "use";
    private const string VersionPrefix = "v|";

    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<ModelChoice> ChoiceAsync(string program, CancellationToken cancellation)
    {
        TableRow? row = await tables.FindAsync(TableNames.Models, program, UseRow, cancellation);
        return row is null ? ModelChoice.Shipped : new ModelChoice((int)row.Number("Using"), (int)row.Number("Latest"), row["Pinned"] is true, row.Text("TrainedFrom"), row);
    }

    /// <summary>The versions of a program, the oldest first.</summary>
    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string program, CancellationToken cancellation)
    {
        List<ModelVersion> versions = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Models, program, RowKeyRange.StartingWith(VersionPrefix), columns: null, cancellation))
        {
            versions.Add(new ModelVersion(
                (int)row.Number("Number"),
                row.Text("Version")!,
                row.Instant("TrainedAt") ?? DateTimeOffset.MinValue,
                (int)row.Number("Corrections"),
                row.Text("Part")!,
                Quality(row, "Before"),
                Quality(row, "After")));
        }

        return versions;
    }

    /// <summary>What a program has and uses.</summary>
    public async Task<ModelOverview> OverviewAsync(string program, CancellationToken cancellation)
    {
        ModelChoice choice = await ChoiceAsync(program, cancellation);
        return new ModelOverview(program, choice.Using, choice.IsPinned, await ListAsync(program, cancellation));
    }

    /// <summary>Writes a new version and uses it.</summary>
    /// <returns>False when another writer was first; look again.</returns>
    public async Task<bool> TryAddAsync(string program, ModelChoice seen, ModelVersion version, OwnWeights weights, string trainedFrom, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(weights);
        // The blob first: a row must not name weights that are not there. One that no row names is overwritten by the next of its number.
        using (MemoryStream content = new(weights.ToBytes(), writable: false))
        {
            await blobs.PutAsync(ContainerNames.Models, BlobName(program, version.Number), content, cancellation);
        }

        TableRow row = new(program, VersionKey(version.Number))
        {
            ["Number"] = version.Number,
            ["Version"] = version.Version,
            ["TrainedAt"] = version.TrainedAt,
            ["Corrections"] = version.Corrections,
            ["Part"] = version.Part,
        };
        Put(row, "Before", version.Before);
        Put(row, "After", version.After);
        return await tables.CommitAsync(
            TableNames.Models,
            [RowChange.Insert(row), Choose(program, seen, version.Number, version.Number, isPinned: false, trainedFrom)],
            cancellation) is CommitOutcome.Done;
    }

    /// <summary>Changes which version is used, or what the latest training was made from.</summary>
    /// <returns>False when another writer was first; look again.</returns>
    public async Task<bool> TryChooseAsync(string program, ModelChoice seen, int number, bool isPinned, string? trainedFrom, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return await tables.CommitAsync(TableNames.Models, [Choose(program, seen, number, seen.Latest, isPinned, trainedFrom)], cancellation) is CommitOutcome.Done;
    }

    /// <returns>Null when they are gone or cannot be read.</returns>
    public async Task<OwnWeights?> LoadAsync(string program, int number, CancellationToken cancellation)
    {
        await using Stream? blob = await blobs.OpenAsync(ContainerNames.Models, BlobName(program, number), cancellation);
        if (blob is null)
        {
            return null;
        }

        using MemoryStream content = new();
        await blob.CopyToAsync(content, cancellation);
        try
        {
            return OwnWeights.Read(content.ToArray());
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static RowChange Choose(string program, ModelChoice seen, int number, int latest, bool isPinned, string? trainedFrom) => RowChange.After(
        seen.Row, new TableRow(program, UseRow) { ["Using"] = number, ["Latest"] = latest, ["Pinned"] = isPinned, ["TrainedFrom"] = trainedFrom });

    private static void Put(TableRow row, string name, AnswerQuality quality)
    {
        row[name + "Accuracy"] = quality.Accuracy;
        row[name + "MacroF1"] = quality.MacroF1;
        row[name + "LogLoss"] = quality.LogLoss;
    }

    private static AnswerQuality Quality(TableRow row, string name) =>
        new(row[name + "Accuracy"] as double? ?? 0, row[name + "MacroF1"] as double? ?? 0, row[name + "LogLoss"] as double? ?? 0);

    private static string VersionKey(int number) => VersionPrefix + Digits(number);

    private static string BlobName(string program, int number) => $"{program}/{Digits(number)}";

    private static string Digits(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
