using CxFunnel.TextAnalytics;

namespace CxFunnel.Testing.Chaos;

/// <summary>A cell of the daily metrics.</summary>
public readonly record struct ChaosCell(string Program, string Dimension, DateOnly Day, string Value);

/// <summary>
/// What the metrics must say, worked out from what was answered 202 and from the promises alone: which version of each feedback
/// stands, and what it adds. Of the product only the engine is asked, for the tone of a text. Safe for threads.
/// </summary>
public sealed class ChaosOracle
{
    private const decimal Millionths = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Program, string Source, string Id), ChaosVersion> _standing = [];
    private readonly Dictionary<(string Program, string Customer), DateTimeOffset> _erased = [];

    /// <summary>What erased customers said that stays counted.</summary>
    private readonly List<ChaosVersion> _kept = [];
    private readonly Dictionary<(string Program, string Customer), List<ChaosDelivery>> _ofCustomers = [];
    private readonly EmbeddedTextEngine _engine = new();
    private long _sent;

    /// <summary>Different feedback that was answered 202.</summary>
    public int Feedback
    {
        get
        {
            lock (_gate)
            {
                return _standing.Count;
            }
        }
    }

    /// <summary>Items that were answered 202, repeats and versions included.</summary>
    public long Acknowledged => Interlocked.Read(ref _sent);

    public void Acknowledge(ChaosDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        lock (_gate)
        {
            foreach (ChaosVersion version in delivery.Versions)
            {
                _sent++;
                var key = (version.Program, version.Source, version.Id);
                if (!_standing.TryGetValue(key, out ChaosVersion? other) || TakesThePlaceOf(version, other))
                {
                    _standing[key] = version;
                }
            }

            foreach (string customer in delivery.Versions.Select(v => v.Customer).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                var key = (delivery.Versions[0].Program, customer);
                if (!_ofCustomers.TryGetValue(key, out List<ChaosDelivery>? own))
                {
                    _ofCustomers[key] = own = [];
                }

                own.Add(delivery);
            }
        }
    }

    /// <summary>What names a customer, in the order of the acknowledgements. Repeating one that carries others' newer versions too changes nothing of theirs either.</summary>
    public IReadOnlyList<ChaosDelivery> DeliveriesOf(string program, string customer)
    {
        lock (_gate)
        {
            // An upload has its own answer, which is checked; and where no date tells versions apart, the last to come stands.
            return [.. _ofCustomers.GetValueOrDefault((program, customer))?.Where(d => d.ContentType == "application/json" && d.Versions.All(v => v.IsDated || v.Customer == customer)) ?? []];
        }
    }

    /// <summary>
    /// Hears of a certificate. What the customer had submitted until then is not counted, whenever it was or will be acknowledged; with its counts
    /// kept, what stands at this moment stays counted, and nothing takes its place.
    /// </summary>
    /// <param name="keepsCounts">Only for a customer all of whose feedback is counted and does not change before the erasure is done.</param>
    public void Erase(string program, string customer, DateTimeOffset at, bool keepsCounts)
    {
        lock (_gate)
        {
            if (keepsCounts)
            {
                _kept.AddRange(_standing.Values.Where(v => v.Program == program && v.Customer == customer && Counts(v)));
            }

            _erased[(program, customer)] = at;
        }
    }

    /// <summary>Every cell with its numbers, by the names of the report; sums are named after their mean and are in millionths (gaps: thousandths).</summary>
    public Dictionary<ChaosCell, Dictionary<string, long>> Cells() => Cells(_ => true);

    /// <summary>The part of a customer in the cells.</summary>
    public Dictionary<ChaosCell, Dictionary<string, long>> CellsOf(string program, string customer) => Cells(v => v.Program == program && v.Customer == customer);

    private Dictionary<ChaosCell, Dictionary<string, long>> Cells(Func<ChaosVersion, bool> isWanted)
    {
        Dictionary<ChaosCell, Dictionary<string, long>> cells = [];
        lock (_gate)
        {
            foreach (ChaosVersion version in _standing.Values.Where(Counts).Concat(_kept).Where(isWanted))
            {
                Add(cells, version);
            }
        }

        return cells;
    }

    private bool Counts(ChaosVersion version) => version.State == ChaosState.Complete
        && !(version.Customer is { } customer && _erased.TryGetValue((version.Program, customer), out DateTimeOffset at) && version.SubmittedAt <= at);

    /// <summary>The versions that a day's numbers are made of, for finding out what went wrong.</summary>
    public IReadOnlyList<ChaosVersion> StandingOn(string program, DateOnly day)
    {
        lock (_gate)
        {
            return [.. _standing.Values.Where(Counts).Concat(_kept).Where(v => v.Program == program && DateOnly.FromDateTime(v.At.UtcDateTime) == day)];
        }
    }

    /// <summary>A partial version never stands before another; else the later one does.</summary>
    private static bool TakesThePlaceOf(ChaosVersion version, ChaosVersion other) =>
        (version.State == ChaosState.Partial) == (other.State == ChaosState.Partial) ? version.Number > other.Number : other.State == ChaosState.Partial;

    private void Add(Dictionary<ChaosCell, Dictionary<string, long>> cells, ChaosVersion version)
    {
        Dictionary<string, long> texts = Texts(version);
        Dictionary<string, long> whole = Sum(Scores(version, version.Scores), texts);
        Count("all", "all", whole);
        Count("source", version.Source, whole);
        Count("kind", version.Kind, whole);
        Count("channel", version.Channel ?? "unknown", whole);
        Count("language", version.Language ?? "unknown", whole);
        Count("country", version.Country ?? "unknown", whole);
        Count("segment", version.Segment ?? "unknown", whole);
        foreach (IGrouping<string?, ChaosScore> elsewhere in version.Scores.Where(s => s.Touchpoint is not null && s.Touchpoint != version.Touchpoint).GroupBy(s => s.Touchpoint))
        {
            Count("touchpoint", elsewhere.Key!, Scores(version, [.. elsewhere]));
        }

        Count("touchpoint", version.Touchpoint ?? "unknown", Sum(Scores(version, [.. version.Scores.Where(s => s.Touchpoint is null || s.Touchpoint == version.Touchpoint)]), texts));

        void Count(string dimension, string value, Dictionary<string, long> numbers)
        {
            ChaosCell cell = new(version.Program, dimension, DateOnly.FromDateTime(version.At.UtcDateTime), value);
            cells[cell] = cells.TryGetValue(cell, out Dictionary<string, long>? sum) ? Sum(sum, numbers) : numbers;
        }
    }

    private static Dictionary<string, long> Scores(ChaosVersion version, IReadOnlyList<ChaosScore> scores)
    {
        Dictionary<string, long> numbers = new(StringComparer.Ordinal) { ["feedback"] = 1 };
        foreach (ChaosScore score in scores)
        {
            Add(numbers, $"{score.Type}Responses", 1);
            if (score.Type == "nps")
            {
                Add(numbers, score.Value <= 6 ? "detractors" : score.Value <= 8 ? "passives" : "promoters", 1);
                numbers["valueAtRisk"] = score.Value <= 6 && version.AnnualValue is { } worth ? worth * 100L : 0;
            }
            else
            {
                Add(numbers, $"{score.Type}Mean", (long)decimal.Round((score.Value - score.Min) * Millionths / (score.Max - score.Min), MidpointRounding.AwayFromZero));
            }
        }

        return numbers;
    }

    private Dictionary<string, long> Texts(ChaosVersion version)
    {
        if (version.Text is not { } text)
        {
            return [];
        }

        TextInsight insight = _engine.Analyze(new TextInput(text)
        {
            Language = version.Language,
            Kind = Enum.Parse<TextKind>(version.Kind, ignoreCase: true),
            Question = version.Question,
            ScoreHint = version.Scores.Count == 0 ? null : version.Scores.Average(s => (s.Value - s.Min) / (double)(s.Max - s.Min)),
        });
        return new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["texts"] = 1,
            [insight.Sentiment.ToString().ToLowerInvariant()] = 1,
            ["sentimentMean"] = (long)Math.Round(insight.Score * (double)Millionths, MidpointRounding.AwayFromZero),
        };
    }

    private static Dictionary<string, long> Sum(Dictionary<string, long> one, Dictionary<string, long> other)
    {
        Dictionary<string, long> sum = new(one, StringComparer.Ordinal);
        foreach ((string name, long number) in other)
        {
            Add(sum, name, number);
        }

        return sum;
    }

    private static void Add(Dictionary<string, long> numbers, string name, long number) => numbers[name] = numbers.GetValueOrDefault(name) + number;
}
