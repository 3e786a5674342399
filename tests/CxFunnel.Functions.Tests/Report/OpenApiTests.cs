using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CxFunnel.Functions.Http;
using CxFunnel.Functions.Report;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.Pipeline.Verify;
using CxFunnel.TextAnalytics.Learning;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Tests.Report;

/// <summary>The description of the routes cannot say anything else than the code does.</summary>
public sealed partial class OpenApiTests
{
    private static readonly JsonElement Description = JsonDocument.Parse(EmbeddedDocument.ReadText("openapi.json")).RootElement;

    private static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete", "options"];

    [Fact]
    public void Routes_AreThoseOfTheTriggers()
    {
        string[] triggers = [.. typeof(ShowOpenApi).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .Select(method => (method, trigger: method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)))
            .Where(function => function.trigger is not null)
            .SelectMany(function => function.trigger!.Methods!.Select(m => $"{m.ToLowerInvariant()} /{Placeholder().Replace(function.trigger.Route ?? function.method.Name, "{${name}}")}"))
            .Order(StringComparer.Ordinal)];
        string[] described = [.. Operations().Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal)];

        Assert.True(
            triggers.SequenceEqual(described),
            $"Report/openapi.json lacks: {string.Join(", ", triggers.Except(described))}; and describes what no trigger has: {string.Join(", ", described.Except(triggers))}.");
    }

    [Fact]
    public void Operations_HaveAnIdOfTheirOwnAnswersAndEveryPathParameter()
    {
        Assert.Equal(Operations().Count(), Operations().Select(o => o.Value.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(Operations(), operation =>
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Value.GetProperty("summary").GetString()));
            Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), r => r.Name.StartsWith('2'));
            Assert.All(operation.Value.GetProperty("responses").EnumerateObject(), r => Assert.True(Resolved(r.Value).TryGetProperty("description", out _)));
            string[] asked = [.. Placeholder().Matches(operation.Path).Select(m => m.Groups["name"].Value)];
            string[] declared = [.. Parameters(operation).Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!)];
            Assert.Equal(asked, declared);
        });
    }

    [Fact]
    public void References_LeadSomewhere()
    {
        string[] references = [.. All(Description).Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("$ref", out _)).Select(e => e.GetProperty("$ref").GetString()!)];
        string[] defined = [.. Description.GetProperty("components").EnumerateObject()
            .Where(kind => kind.Name != "securitySchemes")
            .SelectMany(kind => kind.Value.EnumerateObject().Select(c => $"#/components/{kind.Name}/{c.Name}"))];

        Assert.Equal(defined.Order(StringComparer.Ordinal), references.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Feedback_OfTheExamples_IsAccepted()
    {
        JsonElement content = Description.GetProperty("paths").GetProperty("/feedback").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        IEnumerable<JsonElement> plain = content.GetProperty("application/json").GetProperty("examples").EnumerateObject()
            .Select(e => e.Value.GetProperty("value")).SelectMany(v => v.ValueKind == JsonValueKind.Array ? v.EnumerateArray().ToArray() : [v]);
        IEnumerable<JsonElement> lines = content.GetProperty("application/x-ndjson").GetProperty("examples").EnumerateObject()
            .SelectMany(e => e.Value.GetProperty("value").GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(l => JsonDocument.Parse(l).RootElement);
        JsonElement[] items = [.. plain, .. lines];

        Assert.Equal(5, items.Length);
        Assert.All(items, item =>
        {
            InputErrors errors = new();
            FeedbackItem? read = FeedbackReader.Read(item, string.Empty, errors);
            Assert.Empty(errors.Listed);
            Assert.NotNull(read);
        });
    }

    [Fact]
    public void Webhook_OfTheExample_IsOneItemWithScoreAndComment()
    {
        JsonElement body = Description.GetProperty("paths").GetProperty("/surveys/{source}").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("examples").GetProperty("anyTool").GetProperty("value");

        SurveyReading reading = SurveyAdapters.For("website").Read(
            new SurveyRequest("website", "application/json", Encoding.UTF8.GetBytes(body.GetRawText()), new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero)), mapping: null);

        FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values);
        Assert.Equal(9, Assert.Single(item.Scores!).Value);
        Assert.Equal("Fast delivery, friendly people.", Assert.Single(item.Comments!).Text);
    }

    [Fact]
    public void Mapping_OfTheExampleAndOfEveryRole_IsRead()
    {
        JsonElement example = Description.GetProperty("paths").GetProperty("/sources/{source}/mapping").GetProperty("put").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("example");
        IEnumerable<string?> roles = Enumerated(Schema("QuestionRole").GetProperty("properties").GetProperty("role"));
        string every = JsonSerializer.Serialize(new { questions = roles.ToDictionary(r => r!, role => new { role }) });
        InputErrors errors = new();

        Assert.NotNull(MappingReader.Read(example, errors));
        Assert.NotNull(MappingReader.Read(JsonDocument.Parse(every).RootElement, errors));
        Assert.Empty(errors.Listed);
    }

    [Fact]
    public void Item_HasTheFieldsAndLimitsOfTheReader()
    {
        Assert.Equal(NamesOf(typeof(FeedbackItem)), PropertiesOf("FeedbackItem"));
        Assert.Equal(NamesOf(typeof(Customer)), PropertiesOf("Customer"));
        Assert.Equal(NamesOf(typeof(Score)), PropertiesOf("Score"));
        JsonElement item = Schema("FeedbackItem").GetProperty("properties");
        Assert.Equal(Words<FeedbackKind>(), Enumerated(item.GetProperty("kind")));
        Assert.Equal(Words<FeedbackState>(), Enumerated(item.GetProperty("state")));
        Assert.Equal(Words<ScoreType>(), Enumerated(Schema("Score").GetProperty("properties").GetProperty("type")));
        Assert.Equal(FeedbackLimits.MaxScores, item.GetProperty("scores").GetProperty("maxItems").GetInt32());
        Assert.Equal(FeedbackLimits.MaxComments, item.GetProperty("comments").GetProperty("maxItems").GetInt32());
        Assert.Equal(FeedbackLimits.MaxCauses, item.GetProperty("causes").GetProperty("maxItems").GetInt32());
        Assert.Equal(FeedbackLimits.MaxAttributes, item.GetProperty("attributes").GetProperty("maxProperties").GetInt32());
        Assert.Equal(FeedbackLimits.MaxDimensionChars, item.GetProperty("touchpoint").GetProperty("maxLength").GetInt32());
        Assert.Equal(FeedbackLimits.MaxSourceIdChars, item.GetProperty("sourceId").GetProperty("maxLength").GetInt32());
    }

    [Fact]
    public void Metrics_HaveTheColumnsAndWordsOfTheReport()
    {
        string[] columns = ["date", "dimension", "value", .. Pipeline.Rollup.Metrics.Of(new Tally(), 0).Columns().Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name))];
        JsonElement row = Schema("MetricsRow");
        JsonElement get = Description.GetProperty("paths").GetProperty("/metrics").GetProperty("get");
        JsonElement example = get.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");

        Assert.Equal(columns, row.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal(columns, row.GetProperty("required").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(columns, example.GetProperty("rows")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(Dimensions.Names, Enumerated(row.GetProperty("properties").GetProperty("dimension")));
        Assert.Equal(Words<Grain>(), Enumerated(Schema("Metrics").GetProperty("properties").GetProperty("grain")));
        InputErrors errors = new();
        Assert.NotNull(MetricsQuery.Read(name => example.TryGetProperty(name, out JsonElement value) ? value.GetString() : null, errors));
    }

    [Fact]
    public void RootCauses_HaveTheFieldsOfTheReport()
    {
        string[] fields = [.. RootCauseWriter.ColumnNames.Select(JsonNamingPolicy.CamelCase.ConvertName)];
        JsonElement row = Schema("RootCauseRow");

        Assert.Equal(fields, row.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal(fields, row.GetProperty("required").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(Words<CauseState>(), Enumerated(row.GetProperty("properties").GetProperty("state")));
        JsonElement example = Description.GetProperty("paths").GetProperty("/root-causes/{id}").GetProperty("patch").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("example");
        Assert.NotNull(RootCauseEdit.Read(example, new InputErrors()));
    }

    [Theory]
    [InlineData("EditedRootCause", typeof(RootCauseAnswer))]
    [InlineData("RootCauseDetail", typeof(RootCauseDetail))]
    [InlineData("LineageStep", typeof(LineageStep))]
    [InlineData("DiscoveryState", typeof(DiscoveryState))]
    [InlineData("TakenTaxonomy", typeof(TaxonomyAnswer))]
    [InlineData("Accepted", typeof(AcceptedAnswer))]
    [InlineData("NothingToKeep", typeof(NothingToKeepAnswer))]
    [InlineData("Quarantined", typeof(QuarantinedAnswer))]
    [InlineData("Problem", typeof(ProblemAnswer))]
    [InlineData("Import", typeof(ImportAnswer))]
    [InlineData("Preview", typeof(SurveyPreview))]
    [InlineData("Programs", typeof(ProgramsAnswer))]
    [InlineData("Health", typeof(HealthAnswer))]
    [InlineData("ReshardStatus", typeof(ReshardStatus))]
    [InlineData("SecondEngine", typeof(SecondEngineStatus))]
    [InlineData("LabelsStored", typeof(LabelsAnswer))]
    [InlineData("CorrectionsReport", typeof(CorrectionsReport))]
    [InlineData("RejectedCorrection", typeof(RejectedCorrection))]
    [InlineData("AnswerQuality", typeof(AnswerQuality))]
    [InlineData("Training", typeof(TrainingReport))]
    [InlineData("Models", typeof(ModelOverview))]
    [InlineData("Model", typeof(ModelVersion))]
    [InlineData("Verification", typeof(VerificationReport))]
    [InlineData("ProgramVerification", typeof(ProgramVerification))]
    [InlineData("Difference", typeof(Difference))]
    [InlineData("Rebuild", typeof(ProgramRebuild))]
    [InlineData("LatestVerification", typeof(LatestVerification))]
    [InlineData("Quarantine", typeof(QuarantineAnswer))]
    [InlineData("QuarantinedInput", typeof(QuarantinedInput))]
    [InlineData("QuarantinedInFull", typeof(QuarantinedAnswerInFull))]
    [InlineData("Replayed", typeof(ReplayedInput))]
    [InlineData("QuarantineReplay", typeof(QuarantineReplayReport))]
    [InlineData("PoisonReplay", typeof(PoisonReplayReport))]
    [InlineData("Erasure", typeof(ErasureCertificate))]
    [InlineData("ProgramErasure", typeof(ProgramErasure))]
    public void Answer_HasTheFieldsOfItsSchema(string schema, Type answer)
    {
        ArgumentNullException.ThrowIfNull(answer);

        Assert.Equal(NamesOf(answer), PropertiesOf(schema));
    }

    [Fact]
    public void Import_HasTheStatesOfTheLog()
    {
        JsonElement properties = Schema("Import").GetProperty("properties");

        Assert.Equal(Words<ImportState>(), Enumerated(properties.GetProperty("state")));
        Assert.Equal(ImportLog.MaxRejectedListed, properties.GetProperty("rejected").GetProperty("maxItems").GetInt32());
    }

    private static IEnumerable<(string Path, string Method, JsonElement Value)> Operations() =>
        from path in Description.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select (path.Name, operation.Name, operation.Value);

    private static IEnumerable<JsonElement> Parameters((string Path, string Method, JsonElement Value) operation) =>
        new[] { Description.GetProperty("paths").GetProperty(operation.Path), operation.Value }
            .Where(owner => owner.TryGetProperty("parameters", out _))
            .SelectMany(owner => owner.GetProperty("parameters").EnumerateArray())
            .Select(Resolved);

    private static JsonElement Resolved(JsonElement element) => element.TryGetProperty("$ref", out JsonElement reference)
        ? reference.GetString()!.Split('/').Skip(1).Aggregate(Description, (at, name) => at.GetProperty(name))
        : element;

    private static IEnumerable<JsonElement> All(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => All(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(All).Prepend(element),
        _ => [element],
    };

    private static JsonElement Schema(string name) => Description.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static IEnumerable<string> PropertiesOf(string schema) => Schema(schema).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Words<TEnum>()
        where TEnum : struct, Enum => Enum.GetNames<TEnum>().Select(n => n.ToLowerInvariant());

    private static IEnumerable<string?> Enumerated(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(e => e.GetString());

    /// <summary>A route's placeholder without the star of a catch-all and without its constraint.</summary>
    [GeneratedRegex(@"\{\*?(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
