using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// What the outside sends: versions of feedback in any order and more than once, exports and the same exports again, and
/// messages of other systems with rubbish among them. Every version carries a tag of its own, by which the oracle knows it.
/// </summary>
public sealed class SimulatedTraffic
{
    private static readonly string?[] Programs = ["one", "berlin", null];

    /// <summary>Picked root causes that no taxonomy knows; two of them are one.</summary>
    private static readonly string[] Causes = ["Late zorbl", "late  ZORBL!", "Rude zorbl", "Größenzorbl", "a zorbl"];

    /// <summary>The ids of all customers there are.</summary>
    public static readonly string[] Customers = ["c-0", "c-1", "c-2"];

    private static readonly DateTimeOffset FirstDay = new(2026, 10, 29, 22, 30, 0, TimeSpan.Zero);

    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly SimulatedProcess _client;
    private readonly SimulatedClock _clock;
    private readonly bool _isMuch;
    private int _tags;

    /// <param name="isComplaining">Whether texts are complaints, more of them, for reasons that come back.</param>
    /// <param name="isMuch">Whether there is so much feedback that a ledger takes a while to copy; then it comes early.</param>
    public SimulatedTraffic(SimulatedWorld world, bool isComplaining, bool isMuch)
    {
        _world = world;
        IsComplaining = isComplaining;
        _isMuch = isMuch;
        _random = world.NewRandom();
        _client = new SimulatedProcess(world.Scheduler);
        _clock = new SimulatedClock(world.Scheduler, _client, TimeSpan.Zero);
    }

    /// <summary>Whether texts complain of something.</summary>
    public bool IsComplaining { get; }

    /// <summary>Requests that were not answered yet, or not begun.</summary>
    public int Open { get; private set; }

    /// <summary>Tags of the versions that were answered 202.</summary>
    public HashSet<string> Accepted { get; } = new(StringComparer.Ordinal);

    /// <summary>Feedback ids that an answer named.</summary>
    public HashSet<string> AcceptedIds { get; } = new(StringComparer.Ordinal);

    /// <summary>The imports that were answered 202, with their file.</summary>
    public List<(string Id, SimulatedExport Export)> Imports { get; } = [];

    /// <summary>Files of which every row is its own and in no other file.</summary>
    public List<SimulatedExport> Exports { get; } = [];

    /// <summary>Bad items that other systems sent: program, what it holds, whom it names, and whether its message says when it was taken in.</summary>
    public List<(string Program, string Marker, string? Customer, bool IsDated)> Rubbish { get; } = [];

    /// <summary>Plans everything that is sent within <paramref name="duration"/>.</summary>
    public void Start(TimeSpan duration)
    {
        foreach (string? program in Programs.Where((_, i) => i == 0 || _random.Next(2) == 0))
        {
            PlanFeedback(program ?? Names.DefaultProgram, duration);
        }

        for (int i = _random.Next(0, 3); i > 0; i--)
        {
            PlanExport(i, duration);
        }
    }

    /// <summary>The tag in an item's JSON.</summary>
    public static string TagIn(string json)
    {
        int at = json.IndexOf("#v", StringComparison.Ordinal);
        int end = at + 2;
        while (char.IsAsciiDigit(json[end]))
        {
            end++;
        }

        return json[at..end];
    }

    private void PlanFeedback(string program, TimeSpan duration)
    {
        List<JsonObject> deliveries = [];
        int identities = IsComplaining ? _random.Next(8, 28) : _isMuch ? _random.Next(60, 160) : _random.Next(1, 14);
        for (int i = 0; i < identities; i++)
        {
            string? id = _random.Next(6) == 0 ? null : $"r-{i}";
            bool isDated = _random.Next(2) == 0;
            for (int version = _random.Next(5) == 0 ? _random.Next(2, 5) : 1; version > 0; version--)
            {
                JsonObject item = Item(id, isDated);
                for (int repeat = _random.Next(4) == 0 ? _random.Next(2, 4) : 1; repeat > 0; repeat--)
                {
                    deliveries.Add(item);
                }
            }
        }

        JsonObject[] order = [.. deliveries];
        _random.Shuffle(order);
        for (int from = 0; from < order.Length;)
        {
            int count = Math.Min(_random.Next(1, _isMuch ? 30 : 6), order.Length - from);
            JsonArray body = [.. order.AsSpan(from, count).ToArray().Select(o => o.DeepClone())];
            from += count;
            if (_random.Next(6) == 0)
            {
                Plan(duration, () => SendEnvelopeAsync(program, body));
            }
            else
            {
                Plan(duration, () => SendRequestAsync(program, body));
            }
        }
    }

    private JsonObject Item(string? id, bool isDated)
    {
        string tag = $"#v{_tags++}";
        JsonObject item = new() { ["kind"] = "survey", ["submittedAt"] = SubmittedAt(), ["surveyId"] = tag };
        int state = id is null ? 0 : _random.Next(11);
        if (id is not null)
        {
            item["sourceId"] = id;
        }

        if (state >= 8)
        {
            item["state"] = state == 10 ? "deleted" : "partial";
        }

        if (isDated)
        {
            item["revisedAt"] = Instant(SimulatedClock.Beginning.AddSeconds(-30), hours: 0.03);
        }

        Maybe(() => item["occurredAt"] = Instant(FirstDay.AddDays(-1), hours: 48));
        Maybe(() => item["channel"] = Pick("email", "Web", "a/b|c%"));
        Maybe(() => item["touchpoint"] = Pick("billing", "store"));
        Maybe(() => item["language"] = Pick("en", "pt-BR"));
        Maybe(() => item["country"] = Pick("FR", "de"));
        Maybe(() => item["customer"] = new JsonObject { ["id"] = AnyCustomer(), ["segment"] = Pick("premium", "basic"), ["annualValue"] = _random.Next(1, 90_000) / 100m });
        Maybe(() => item["expectation"] = new JsonObject { ["expected"] = _random.Next(9), ["actual"] = _random.Next(9) + 0.125 });
        Maybe(() => item["causes"] = new JsonArray([.. Causes.Where(_ => _random.Next(2) == 0).Select(c => (JsonNode)c)]));
        JsonArray scores = [];
        Maybe(() => scores.Add(new JsonObject { ["type"] = "nps", ["value"] = _random.Next(11) }));
        Maybe(() => scores.Add(Score("csat", 1, 5)));
        Maybe(() => scores.Add(Score("ces", 1, 7)));
        Maybe(() => scores.Add(Score("rating", 0, 3)));
        item["scores"] = scores;
        if (scores.Count == 0 || IsComplaining || _random.Next(3) == 0)
        {
            if (IsComplaining)
            {
                (string text, string language) = SimulatedComplaints.Any(_random);
                item["comments"] = new JsonArray(new JsonObject { ["text"] = text });
                item["language"] = language;
                return item;
            }

            string padding = _random.Next(60) == 0 ? new string('x', 19_000) : string.Empty;
            item["comments"] = new JsonArray(new JsonObject { ["text"] = $"{Pick("good", "bad", "good and bad", "late")}{padding}" });
        }

        return item;
    }

    private JsonObject Score(string type, int min, int max)
    {
        JsonObject score = new() { ["type"] = type, ["value"] = _random.Next(min, max + 1), ["min"] = min, ["max"] = max };
        Maybe(() => score["touchpoint"] = Pick("store", "app"));
        return score;
    }

    private void PlanExport(int number, TimeSpan duration)
    {
        StringBuilder file = new("Query Id,Date,Resource Id,Full Text,Rating,Page Type\n");
        List<string> tags = [];
        int rows = _random.Next(1, 20);
        int bad = 0;
        int mentions = rows;
        for (int i = 0; i < mentions; i++)
        {
            if (_random.Next(8) == 0)
            {
                bad++;
                file.Append("1,no date,x,bad row,,\n");
                continue;
            }

            string tag = $"#v{_tags++}";
            string row = string.Create(
                CultureInfo.InvariantCulture, $"1,{FirstDay.AddHours(_random.Next(48)):yyyy-MM-dd HH:mm:ss},m{number}-{i},{Pick("good", "bad")} {tag},{_random.Next(1, 6)},review\n");
            tags.Add(tag);
            file.Append(row);
            if (_random.Next(8) == 0)
            {
                // The same mention again, as overlapping downloads have it.
                rows++;
                tags.Add(tag);
                file.Append(row);
            }
        }

        SimulatedExport export = new(Encoding.UTF8.GetBytes(file.ToString()), rows, bad, tags);
        Exports.Add(export);
        for (int uploads = _random.Next(3) == 0 ? 2 : 1; uploads > 0; uploads--)
        {
            Plan(duration, () => UploadAsync(export));
        }
    }

    private void Plan(TimeSpan duration, Func<Task> send)
    {
        Open++;
        // A part of what is much comes late, and meets the ledger as it is being copied.
        TimeSpan within = _isMuch && _random.Next(5) > 0 ? duration / 4 : duration;
        _world.Scheduler.After(within * _random.NextDouble(), _client, () => _world.Watch(SendAsync()));

        async Task SendAsync()
        {
            await send();
            Open--;
        }
    }

    /// <summary>As survey tools do: until it is answered 202, whatever happened to the tries before.</summary>
    private async Task SendRequestAsync(string program, JsonArray body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        IngestOutcome outcome = await InsistAsync(w => w.Ingest.TakeAsync(program, "application/json", bytes, CancellationToken.None));
        if (outcome is not IngestOutcome.Accepted accepted)
        {
            throw new InvalidOperationException($"A sound request was answered {outcome}.");
        }

        AcceptedIds.UnionWith(accepted.Ids);
        foreach (JsonNode? item in body)
        {
            Accepted.Add(TagIn(item!.ToJsonString()));
        }
    }

    private async Task UploadAsync(SimulatedExport export)
    {
        string id = await InsistAsync(async worker =>
        {
            using MemoryStream file = new(export.File, writable: false);
            return await worker.Stage.StageAsync("one", source: null, file, CancellationToken.None);
        });
        Imports.Add((id, export));
        Accepted.UnionWith(export.Tags);
    }

    /// <summary>Another system writes into the queue itself.</summary>
    private Task SendEnvelopeAsync(string program, JsonArray items)
    {
        JsonArray all = [.. items.Select(i => i!.DeepClone())];
        bool isDated = _random.Next(2) == 0;
        if (_random.Next(2) == 0)
        {
            string marker = $"rubbish-{_tags++}";
            JsonObject bad = new() { ["kind"] = "survey", ["marker"] = marker };
            string? customer = _random.Next(2) == 0 ? AnyCustomer() : null;
            if (customer is not null)
            {
                bad["customer"] = new JsonObject { ["id"] = customer };
            }

            all.Insert(_random.Next(all.Count + 1), bad);
            Rubbish.Add((program, marker, customer, isDated));
        }

        JsonObject envelope = new()
        {
            ["schema"] = "cxfunnel.feedback/1",
            ["program"] = program,
            ["items"] = all,
        };
        if (isDated)
        {
            envelope["receivedAt"] = _clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        }

        byte[] message = Encoding.UTF8.GetBytes(envelope.ToJsonString());
        if (message.Length <= IMessageQueue.MaxMessageBytes)
        {
            _world.Queues.Send(QueueNames.FeedbackInbox, message, TimeSpan.Zero);
            foreach (JsonNode? item in items)
            {
                Accepted.Add(TagIn(item!.ToJsonString()));
            }
        }
        else if (all.Count > items.Count)
        {
            Rubbish.RemoveAt(Rubbish.Count - 1);
        }

        return Task.CompletedTask;
    }

    private async Task<T> InsistAsync<T>(Func<SimulatedWorker, Task<T>> request)
    {
        while (true)
        {
            if (_world.AnyWorker(_random.Next) is { } worker)
            {
                Task<T> answer = worker.Process.Run(() => request(worker));
                Task patience = Task.Delay(TimeSpan.FromSeconds(_random.Next(1, 20)), _clock);
                if (await Task.WhenAny(answer, patience) == answer)
                {
                    try
                    {
                        return await answer;
                    }
                    catch (StorageUnavailableException)
                    {
                        // 503: again.
                    }
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100, 3_000)), _clock);
        }
    }

    /// <summary>Mostly days ago; some at about the time when customers are erased.</summary>
    private string SubmittedAt() => _random.Next(6) == 0 ? Instant(SimulatedClock.Beginning, hours: 0.015) : Instant(FirstDay, hours: 72);

    private string AnyCustomer() => Customers[_random.Next(Customers.Length)];

    private string Instant(DateTimeOffset from, double hours) =>
        from.AddSeconds(_random.Next((int)(hours * 3_600) + 1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string Pick(params string[] values) => values[_random.Next(values.Length)];

    private void Maybe(Action act)
    {
        if (_random.Next(3) == 0)
        {
            act();
        }
    }
}

/// <summary>A file that is uploaded.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="Bad">Those that cannot be read.</param>
/// <param name="Tags">Of the others, one a row.</param>
public sealed record SimulatedExport(byte[] File, int Rows, int Bad, IReadOnlyList<string> Tags);
