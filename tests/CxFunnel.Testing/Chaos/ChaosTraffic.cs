using System.Globalization;

namespace CxFunnel.Testing.Chaos;

/// <summary>
/// An endless stream of requests from a seed: responses and their repeats, changes, late older versions and withdrawals, and exports
/// that overlap. Every run of a seed makes the same stories; how many of them are told depends on how long it runs. Safe for threads.
/// </summary>
internal sealed class ChaosTraffic
{
    private const int OpenStories = 24;

    private static readonly DateTimeOffset FirstDay = new(2026, 9, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Channels = ["email", "web", "sms"];
    private static readonly string[] Touchpoints = ["delivery", "billing", "store"];
    private static readonly string[] Segments = ["premium", "basic"];
    private static readonly string[] Countries = ["FR", "DE", "GB"];
    private static readonly (string Language, string Text)[] Texts =
    [
        ("en", "The parcel came late again, nobody answered."),
        ("en", "Wonderful service, thank you so much!"),
        ("en", "It is a lamp."),
        ("en", "Great app, but the delivery was terrible."),
        ("de", "Die Lieferung war eine Katastrophe."),
        ("de", "Sehr freundlich und schnell, gerne wieder!"),
        ("fr", "Livraison en retard, je suis déçu."),
        ("fr", "Accueil parfait, merci beaucoup."),
    ];

    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly string[] _programs;
    private readonly List<Story> _stories = [];
    private readonly List<ChaosVersion> _uploaded = [];
    private readonly int _persons;
    private int _numbers;

    /// <param name="persons">How many customers there are who have a name of their own, and much to say.</param>
    public ChaosTraffic(int seed, IReadOnlyList<string> programs, int persons)
    {
        _random = new Random(seed);
        _programs = [.. programs];
        _persons = persons;
    }

    /// <summary>The id of a customer who may be erased at any moment.</summary>
    /// <param name="number">0 .. the number of persons - 1.</param>
    public static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"person-{number}");

    /// <summary>A few feedback of a customer, with versions and repeats, in a segment of their own.</summary>
    public IReadOnlyList<ChaosDelivery> Kept(string program, string customer)
    {
        lock (_gate)
        {
            ChaosDelivery[] deliveries =
            [
                .. Enumerable.Range(0, 1 + _random.Next(3)).SelectMany(feedback => Enumerable.Range(0, 1 + _random.Next(3)).SelectMany(number => Enumerable.Repeat(
                    ChaosBodies.Own([Own(program, $"{customer}-{feedback}", number, isDated: true, mayBeWithdrawn: false) with { Customer = customer, Segment = customer, State = ChaosState.Complete }]),
                    1 + Repeats()))),
            ];
            _random.Shuffle(deliveries);
            return deliveries;
        }
    }

    /// <summary>Something that a customer says at this moment.</summary>
    public ChaosDelivery Later(string program, string customer, DateTimeOffset now)
    {
        lock (_gate)
        {
            ChaosVersion version = Own(program, $"later-{_numbers++}", 0, isDated: true, mayBeWithdrawn: false);
            return ChaosBodies.Own([version with { Customer = customer, State = ChaosState.Complete, At = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)), AnsweredDaysLater = 0 }]);
        }
    }

    /// <summary>Something to send. Call <see cref="Turn.Done"/> when it was answered 202: what must come after it waits for that.</summary>
    public Turn NextResponse()
    {
        lock (_gate)
        {
            while (_stories.Count < OpenStories)
            {
                _stories.Add(NewStory());
            }

            Story[] free = [.. _stories.Where(s => !s.IsBusy)];
            Story story = free[_random.Next(free.Length)];
            ChaosDelivery delivery = story.Deliveries.Dequeue();
            story.IsBusy = story.IsInOrder;
            if (story.Deliveries.Count == 0)
            {
                _stories.Remove(story);
            }

            return new Turn(delivery, () =>
            {
                lock (_gate)
                {
                    story.IsBusy = false;
                }
            });
        }
    }

    /// <summary>The next export. One has to be answered before the next is asked for: of two mentions that no date tells apart, the later upload stands.</summary>
    public ChaosDelivery NextExport()
    {
        lock (_gate)
        {
            bool isDated = _random.Next(2) == 0;
            string program = Pick(_programs);
            List<ChaosVersion> rows = [];
            for (int i = _random.Next(60, 400); i > 0; i--)
            {
                rows.Add(isDated ? Review(program, $"v{_numbers++}", 0) : Mention(program, $"{1896000000000000000L + _numbers++}", 0));
            }

            // What earlier files had: the same rows again, and changed ones.
            ChaosVersion[] before = [.. _uploaded.Where(v => v.IsDated == isDated && v.Program == program)];
            for (int i = before.Length == 0 ? 0 : _random.Next(60); i > 0; i--)
            {
                ChaosVersion earlier = before[_random.Next(before.Length)];
                bool isLatest = !_uploaded.Exists(v => v.Id == earlier.Id && v.Number > earlier.Number) && !rows.Exists(v => v.Id == earlier.Id);
                if (isLatest || isDated)
                {
                    rows.Add(isLatest && _random.Next(2) == 0 ? Next(earlier) : earlier);
                }
            }

            // The same rows within the file; and, where a date or the place in the file decides, changed ones.
            for (int i = _random.Next(30); i > 0; i--)
            {
                ChaosVersion row = rows[_random.Next(rows.Count)];
                rows.Add(isDated || rows.TrueForAll(v => v.Id != row.Id || v.Number <= row.Number) ? row : rows.Last(v => v.Id == row.Id));
            }

            if (isDated)
            {
                ChaosVersion[] order = [.. rows];
                _random.Shuffle(order);
                rows = [.. order];
            }

            _uploaded.AddRange(rows);
            return isDated ? ChaosBodies.Reviews(rows) : ChaosBodies.Mentions(rows, _random.Next(4));

            ChaosVersion Next(ChaosVersion v) => isDated ? Review(v.Program, v.Id, v.Number + 1) : Mention(v.Program, v.Id, v.Number + 1);
        }
    }

    private Story NewStory()
    {
        string program = Pick(_programs);
        string? person = PersonOf(_numbers);
        string id = string.Create(CultureInfo.InvariantCulture, $"r-{_numbers++}");
        int versions = _random.Next(3) == 0 ? _random.Next(2, 5) : 1;
        return _random.Next(5) switch
        {
            0 => InOrder([.. Enumerable.Range(0, versions).Select(n => ChaosBodies.Typeform(Typeform(program, id, n, n < versions - 1 && _random.Next(3) == 0)))]),
            1 => Shuffled([.. Enumerable.Range(0, versions).Select(n => ChaosBodies.Delighted(Delighted(program, id, n)))]),
            2 => Shuffled([.. Enumerable.Range(0, versions).Select(n => ChaosBodies.SurveyMonkey(SurveyMonkey(program, id, n)))]),
            3 => InOrder([.. Enumerable.Range(0, versions).Select(n => ChaosBodies.Own([Own(program, id, n, isDated: false, mayBeWithdrawn: n == versions - 1) with { Customer = person }]))]),
            // Several feedback in one request, an older version of one of them perhaps after its newer one.
            _ => Shuffled([.. Enumerable.Range(0, versions).Select(n => ChaosBodies.Own(
                [.. Enumerable.Range(0, 1 + _random.Next(4)).Select(i => Own(program, $"{id}-{i}", n, isDated: true, mayBeWithdrawn: true) with { Customer = i == 0 ? person : null })]))]),
        };
    }

    /// <summary>Whose a story is; null for most, who stay nameless.</summary>
    private string? PersonOf(int story) => _persons > 0 && story % 3 == 0 ? Person(story / 3 % _persons) : null;

    /// <summary>No date tells these versions apart: each waits for the one before, and only the last is repeated.</summary>
    private Story InOrder(IReadOnlyList<ChaosDelivery> versions)
    {
        List<ChaosDelivery> deliveries = [.. versions];
        for (int repeat = Repeats(); repeat > 0; repeat--)
        {
            deliveries.Add(versions[^1]);
        }

        return new Story(deliveries, isInOrder: true);
    }

    private Story Shuffled(IReadOnlyList<ChaosDelivery> versions)
    {
        ChaosDelivery[] deliveries = [.. versions.SelectMany(v => Enumerable.Repeat(v, 1 + Repeats()))];
        _random.Shuffle(deliveries);
        return new Story(deliveries, isInOrder: false);
    }

    private int Repeats() => _random.Next(3) == 0 ? _random.Next(1, 3) : 0;

    private ChaosVersion Typeform(string program, string id, int number, bool isPartial) => Base("typeform", program, id, number, "survey", new ChaosScore("nps", _random.Next(11), 0, 10)) with
    {
        State = isPartial ? ChaosState.Partial : ChaosState.Complete,
        Question = ChaosBodies.TypeformQuestion,
    };

    private ChaosVersion Delighted(string program, string id, int number) => Base("delighted", program, id, number, "survey", Pick(new ChaosScore("nps", _random.Next(11), 0, 10), new ChaosScore("csat", _random.Next(1, 6), 1, 5))) with
    {
        IsDated = true,
        Segment = null,
    };

    private ChaosVersion SurveyMonkey(string program, string id, int number)
    {
        ChaosVersion version = Base("surveymonkey", program, id, number, "survey", new ChaosScore("nps", _random.Next(11), 0, 10));
        return version with
        {
            IsDated = true,
            State = _random.Next(4) switch { 0 when number > 0 => ChaosState.Deleted, 1 when number == 0 => ChaosState.Partial, _ => ChaosState.Complete },
            // It belongs to the day on which it was last changed.
            At = ChaosVersion.Revision(number),
            Country = null,
            Segment = null,
            Question = ChaosBodies.SurveyMonkeyQuestion,
        };
    }

    /// <param name="mayBeWithdrawn">Without dates nothing says that what comes after a withdrawal is newer, so that only the last version can be one.</param>
    private ChaosVersion Own(string program, string id, int number, bool isDated, bool mayBeWithdrawn)
    {
        List<ChaosScore> scores = [new("nps", _random.Next(11), 0, 10)];
        if (_random.Next(2) == 0)
        {
            scores.Add(new ChaosScore("csat", _random.Next(1, 6), 1, 5, _random.Next(2) == 0 ? "app" : null));
        }

        if (_random.Next(3) == 0)
        {
            scores.Add(new ChaosScore("ces", _random.Next(1, 8), 1, 7));
        }

        return Base("own", program, id, number, Pick("survey", "ticket"), [.. scores]) with
        {
            IsDated = isDated,
            State = _random.Next(8) switch { 0 when mayBeWithdrawn => ChaosState.Deleted, 1 => ChaosState.Partial, _ => ChaosState.Complete },
            AnnualValue = _random.Next(3) == 0 ? _random.Next(1, 9_000) : null,
            AnsweredDaysLater = 1,
        };
    }

    private ChaosVersion Review(string program, string id, int number) => Base("generic", program, id, number, "review", new ChaosScore("rating", _random.Next(1, 6), 1, 5)) with
    {
        IsDated = true,
        Customer = PersonOf(int.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)),
    };

    private ChaosVersion Mention(string program, string id, int number)
    {
        (string language, string text) = Pick(Texts);
        return Base("brandwatch", program, id, number, "mention") with
        {
            Channel = "social",
            Touchpoint = null,
            Segment = null,
            Country = "GB",
            Language = language,
            // Another version says another thing; a mention has little else that could change.
            Text = number == 0 ? text : $"{text} {string.Concat(Enumerable.Repeat("Really. ", number)).TrimEnd()}",
        };
    }

    private ChaosVersion Base(string source, string program, string id, int number, string kind, params ChaosScore[] scores)
    {
        (string language, string text) = Pick(Texts);
        return new ChaosVersion
        {
            Program = program,
            Source = source,
            Id = id,
            Number = number,
            // The moment tells two versions apart that say the same.
            At = FirstDay.AddDays(_random.Next(40)).AddMinutes(_random.Next(1_000)).AddSeconds(number),
            Kind = kind,
            Channel = Pick(Channels),
            Touchpoint = _random.Next(3) == 0 ? null : Pick(Touchpoints),
            Language = language,
            Country = Pick(Countries),
            Segment = _random.Next(2) == 0 ? null : Pick(Segments),
            Scores = scores,
            Text = text,
        };
    }

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    /// <summary>A request whose turn it is.</summary>
    public sealed record Turn(ChaosDelivery Delivery, Action Done);

    private sealed class Story(IEnumerable<ChaosDelivery> deliveries, bool isInOrder)
    {
        public Queue<ChaosDelivery> Deliveries { get; } = new(deliveries);

        /// <summary>Whether a delivery has to wait until the one before was answered.</summary>
        public bool IsInOrder { get; } = isInOrder;

        public bool IsBusy { get; set; }
    }
}
