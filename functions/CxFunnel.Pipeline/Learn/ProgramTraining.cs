using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.Pipeline.Learn;

/// <summary>What came of training a program.</summary>
/// <param name="Corrections">That could be learned from: their text is there and in a scored language.</param>
/// <param name="Outcome"><c>taken</c>, <c>kept</c> (nothing was better than what is used), <c>tooFew</c>, <c>unchanged</c> or <c>pinned</c>.</param>
/// <param name="Using">The number of the version that is used now; 0 is the shipped one.</param>
/// <param name="Version">What results carry from now on.</param>
/// <param name="Part">What was learned, <c>calibration</c> or <c>words</c>; null when nothing was taken.</param>
/// <param name="Before">The shipped weights on the corrections; null when nothing was trained.</param>
/// <param name="After">The best that was tried, on corrections that it was not learned from; null when nothing was tried.</param>
public sealed record TrainingReport(
    string Program, int Corrections, string Outcome, int Using, string Version, string? Part, AnswerQuality? Before, AnswerQuality? After);

/// <summary>Trains the own weights of programs, and switches between them.</summary>
public sealed class ProgramTraining(
    ITableStore tables, Layouts layouts, CorrectionStore corrections, ModelStore models, ProgramModels loaded, EmbeddedTextEngine engine, TimeProvider clock)
{
    /// <summary>Fewer teach nothing; as many as the trainer asks for to recalibrate.</summary>
    public const int FewestCorrections = 30;

    /// <summary>The latest so many are learned from; training takes seconds with them.</summary>
    public const int MostCorrections = 20_000;

    private const int MaxAttempts = 3;

    /// <param name="byTimer">Then a pinned program, and one whose corrections are those of the latest training, is left alone.</param>
    /// <exception cref="StorageUnavailableException">Nothing was switched; train again.</exception>
    public async Task<TrainingReport> TrainAsync(string program, bool byTimer, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryTrainAsync(program, byTimer, cancellation) is { } report)
            {
                loaded.Forget(program);
                return report;
            }
        }

        throw new StorageUnavailableException("The program's weights are being changed by others all the time.");
    }

    /// <summary>Uses another version and keeps it until the next training that a person asks for.</summary>
    /// <param name="number">0 for the shipped weights.</param>
    /// <returns>False when there is no such version.</returns>
    /// <exception cref="StorageUnavailableException">Nothing was switched.</exception>
    public async Task<bool> UseAsync(string program, int number, CancellationToken cancellation)
    {
        if (number != 0 && !(await models.ListAsync(program, cancellation)).Any(v => v.Number == number))
        {
            return false;
        }

        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ModelChoice seen = await models.ChoiceAsync(program, cancellation);
            if (await models.TryChooseAsync(program, seen, number, isPinned: true, seen.TrainedFrom, cancellation))
            {
                loaded.Forget(program);
                return true;
            }
        }

        throw new StorageUnavailableException("The program's weights are being changed by others all the time.");
    }

    private async Task<TrainingReport?> TryTrainAsync(string program, bool byTimer, CancellationToken cancellation)
    {
        ModelChoice seen = await models.ChoiceAsync(program, cancellation);
        if (byTimer && seen.IsPinned)
        {
            return Report("pinned", seen.Using, 0, training: null);
        }

        IReadOnlyList<StoredCorrection> stored = await corrections.ReadAsync(program, cancellation);
        string trainedFrom = Fingerprint(stored);
        if (byTimer && seen.TrainedFrom == trainedFrom)
        {
            return Report("unchanged", seen.Using, stored.Count, training: null);
        }

        List<CorrectedText> texts = await TextsAsync(program, stored, cancellation);
        if (texts.Count < FewestCorrections)
        {
            return await models.TryChooseAsync(program, seen, seen.Using, isPinned: false, trainedFrom, cancellation) ? Report("tooFew", seen.Using, texts.Count, training: null) : null;
        }

        int number = seen.Latest + 1;
        OwnTraining training = await Task.Run(() => engine.Learn(texts, program, number, cancellation), cancellation);
        if (training is not { Weights: { } weights, After: { } after, Part: { } part })
        {
            return await models.TryChooseAsync(program, seen, seen.Using, isPinned: false, trainedFrom, cancellation) ? Report("kept", seen.Using, training.Corrections, training) : null;
        }

        ModelVersion version = new(number, weights.Version, clock.GetUtcNow(), training.Corrections, Word(part), training.Before, after);
        return await models.TryAddAsync(program, seen, version, weights, trainedFrom, cancellation) ? Report("taken", number, training.Corrections, training) : null;

        TrainingReport Report(string outcome, int used, int count, OwnTraining? training) => new(
            program, count, outcome, used, used == 0 ? EmbeddedTextEngine.Version : $"{EmbeddedTextEngine.Version}+{program}.{used}",
            outcome == "taken" && training?.Part is { } learned ? Word(learned) : null, training?.Before, training?.After);
    }

    /// <summary>The texts that the corrections are about. Corrections whose text is gone, with its customer or withdrawn, are removed.</summary>
    private async Task<List<CorrectedText>> TextsAsync(string program, IReadOnlyList<StoredCorrection> stored, CancellationToken cancellation)
    {
        List<CorrectedText> texts = [];
        List<string> gone = [];
        // In the order of their keys, which no time of day changes: the same corrections give the same weights.
        foreach (StoredCorrection correction in stored.OrderByDescending(c => c.CorrectedAt).Take(MostCorrections).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (correction.Text is { } text)
            {
                texts.Add(new CorrectedText(new TextInput(text.Text) { Language = text.Language, Kind = text.Kind }, correction.Sentiment));
            }
            else if (await LedgerTexts.FindAsync(tables, layouts, program, correction.FeedbackId!, cancellation) is { } item
                && LedgerTexts.Comment(item, correction.Comment) is { } comment)
            {
                texts.Add(new CorrectedText(comment, correction.Sentiment));
            }
            else
            {
                gone.Add(correction.Key);
            }
        }

        await corrections.RemoveAsync(program, gone, cancellation);
        return texts;
    }

    private static string Word(TrainedPart part) => part == TrainedPart.Words ? "words" : "calibration";

    private static string Fingerprint(IReadOnlyList<StoredCorrection> stored)
    {
        StringBuilder all = new(EmbeddedTextEngine.Version);
        foreach (StoredCorrection correction in stored)
        {
            all.Append('\n').Append(correction.Key).Append(' ').Append(correction.Sentiment);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())).AsSpan(0, 16));
    }
}
