using System.Text;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Azure.Tests.Learn;

public sealed class ProgramTrainingTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private static readonly string[] Things = ["delivery", "app", "invoice", "hotline", "shop", "parcel", "driver", "website", "refund", "order"];

    private readonly string _program = StoredPipeline.NewProgram();

    [Fact]
    public async Task Train_CorrectionsFromAFile_TeachWhatIsAnalyzedFromThenOn()
    {
        CorrectionsReport added = await AddAsync(HouseWords(200));
        TrainingReport report = await TrainAsync();
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 5, text: "That terminal of theirs is full zarkin"));

        Assert.Equal((200, 0), (added.Accepted, added.RejectedRows));
        Assert.Equal(("taken", 200, 1, "words"), (report.Outcome, report.Corrections, report.Using, report.Part));
        Assert.True(report.After!.Accuracy > report.Before!.Accuracy);
        TableRow row = Assert.Single(await pipeline.LedgerAsync(_program, LedgerKeys.Feedback));
        Assert.Equal($"{EmbeddedTextEngine.Version}+{_program}.1", row.Text("Engine"));
        Assert.Contains("\"negative\"", LongText.Text(row, "Insights"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_LabelsOfCountedFeedback_ReadTheirTextsFromTheLedger()
    {
        await pipeline.CountAsync(_program, Enumerable.Range(0, 60).Select(i => StoredPipeline.Item(i, 5, text: $"The {Things[i % 10]} came on a Tuesday, case {i}")));
        foreach (TableRow row in await pipeline.LedgerAsync(_program, LedgerKeys.Feedback))
        {
            Assert.IsType<LabelOutcome.Stored>(await LabelAsync(LedgerKeys.FeedbackIdOf(row.RowKey), """{"labels":[{"sentiment":"negative"}]}"""));
        }

        TrainingReport report = await TrainAsync();

        Assert.Equal(("taken", 60, "calibration"), (report.Outcome, report.Corrections, report.Part));
        Assert.Equal(1, report.After!.Accuracy);
    }

    [Fact]
    public async Task Label_NotSound_NamesWhatIsWrongAndStoresNothing()
    {
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 5, text: "One comment"));
        string id = LedgerKeys.FeedbackIdOf((await pipeline.LedgerAsync(_program, LedgerKeys.Feedback))[0].RowKey);

        LabelOutcome.Rejected wrong = Assert.IsType<LabelOutcome.Rejected>(await LabelAsync(
            id, """{"labels":[{"sentiment":"angry"},{"comment":-1,"sentiment":"neutral"},7,{"sentiment":"neutral"},{"comment":0,"sentiment":"mixed"}]}"""));
        LabelOutcome.Rejected missing = Assert.IsType<LabelOutcome.Rejected>(await LabelAsync(id, """{"labels":[{"comment":1,"sentiment":"neutral"}]}"""));

        Assert.Equal(["/labels/0/sentiment", "/labels/1/comment", "/labels/2", "/labels/4/comment"], wrong.Errors.Listed.Select(e => e.Pointer));
        Assert.Equal("/labels/0/comment", Assert.Single(missing.Errors.Listed).Pointer);
        Assert.IsType<LabelOutcome.Rejected>(await LabelAsync(id, "[]"));
        Assert.IsType<LabelOutcome.Rejected>(await LabelAsync(id, "{"));
        Assert.IsType<LabelOutcome.NotFound>(await LabelAsync(new string('0', 32), """{"labels":[]}"""));
        Assert.IsType<LabelOutcome.NotFound>(await LabelAsync("no-id|", """{"labels":[]}"""));
        Assert.Empty(await CorrectionsAsync());
    }

    [Fact]
    public async Task Label_PutAgainAndEmptied_ReplacesAndForgets()
    {
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 5, text: "One comment"));
        string id = LedgerKeys.FeedbackIdOf((await pipeline.LedgerAsync(_program, LedgerKeys.Feedback))[0].RowKey);
        await LabelAsync(id, """{"labels":[{"comment":0,"sentiment":"negative"}]}""");
        await LabelAsync(id, """{"labels":[{"comment":0,"sentiment":"mixed"}]}""");
        StoredCorrection replaced = Assert.Single(await CorrectionsAsync());
        await LabelAsync(id, """{"labels":[]}""");

        Assert.Equal(SentimentLabel.Mixed, replaced.Sentiment);
        Assert.Empty(await CorrectionsAsync());
    }

    [Fact]
    public async Task Use_ShippedAndBack_SwitchesAndIsLeftAloneByTheTimer()
    {
        await AddAsync(HouseWords(200));
        await TrainAsync();
        ProgramTraining training = pipeline.Get<ProgramTraining>();

        Assert.True(await training.UseAsync(_program, 0, CancellationToken.None));
        Assert.Null(await pipeline.Get<ProgramModels>().OfAsync(_program, CancellationToken.None));
        await AddAsync(HouseWords(230));
        Assert.Equal("pinned", (await training.TrainAsync(_program, byTimer: true, CancellationToken.None)).Outcome);
        Assert.False(await training.UseAsync(_program, 7, CancellationToken.None));
        Assert.True(await training.UseAsync(_program, 1, CancellationToken.None));
        Assert.Equal($"{EmbeddedTextEngine.Version}+{_program}.1", (await pipeline.Get<ProgramModels>().OfAsync(_program, CancellationToken.None))!.Version);

        // A person who trains takes the choice back.
        Assert.Equal(2, (await TrainAsync()).Using);
        ModelOverview overview = await pipeline.Get<ModelStore>().OverviewAsync(_program, CancellationToken.None);
        Assert.Equal((2, false, 2), (overview.Using, overview.IsPinned, overview.Versions.Count));
    }

    [Fact]
    public async Task Timer_WithoutNewCorrections_TrainsNothing()
    {
        ProgramTraining training = pipeline.Get<ProgramTraining>();
        await AddAsync(HouseWords(10));
        Assert.Equal("tooFew", (await training.TrainAsync(_program, byTimer: true, CancellationToken.None)).Outcome);
        Assert.Equal("unchanged", (await training.TrainAsync(_program, byTimer: true, CancellationToken.None)).Outcome);
        await AddAsync(HouseWords(160));
        Assert.Equal("taken", (await training.TrainAsync(_program, byTimer: true, CancellationToken.None)).Outcome);
        Assert.Equal("unchanged", (await training.TrainAsync(_program, byTimer: true, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Add_RowsThatCannotBeUsed_AreListedAndTheOthersTaken()
    {
        CorrectionsReport report = await AddAsync(
            """
            text;sentiment;language;kind;feedbackId
            Fine by me;positive;en;review;
            Fine by me;angry;en;review;
            ;negative;;;
            Ok then;neutral;english;;
            Ok then;neutral;en;novel;
            ;negative;;;not-an-id

            ;negative;;;0123456789abcdef0123456789abcdef
            """);

        Assert.Equal((2, 5), (report.Accepted, report.RejectedRows));
        Assert.Equal([3L, 4, 5, 6, 7], report.Rejected.Select(r => r.Row));
        Assert.Null(await pipeline.Get<CorrectionsCsv>().AddAsync(_program, new MemoryStream("a,b\n1,2\n"u8.ToArray()), CancellationToken.None));
    }

    [Fact]
    public async Task Add_TextsWithPersonalData_StoresThemRedacted()
    {
        await AddAsync("text,sentiment\nWrite to anna@example.com about it,negative\n");

        Assert.Equal("Write to [email] about it", Assert.Single(await CorrectionsAsync()).Text!.Text);
    }

    [Fact]
    public async Task Erase_Customer_TakesTheirCorrectionsTextsAlong()
    {
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 5, text: "Said in a survey", more: ""","customer":{"id":"c-77"}"""));
        string id = LedgerKeys.FeedbackIdOf((await pipeline.LedgerAsync(_program, LedgerKeys.Feedback))[0].RowKey);
        await LabelAsync(id, """{"labels":[{"sentiment":"negative"}]}""");
        await AddAsync("text,sentiment,customer\nSaid on the phone,negative,c-77\nSaid by another,negative,c-78\n");

        ErasureCertificate certificate = await pipeline.Get<EraseCustomer>().EraseAsync("c-77", _program, keepCounts: false, CancellationToken.None);
        TrainingReport report = await TrainAsync();

        Assert.Equal(1, certificate.Programs[0].Corrections);
        Assert.Equal(("tooFew", 1), (report.Outcome, report.Corrections));
        Assert.Equal("Said by another", Assert.Single(await CorrectionsAsync()).Text!.Text);
    }

    private static string HouseWords(int count)
    {
        StringBuilder csv = new("text,sentiment,language\n");
        for (int i = 0; i < count; i++)
        {
            (string says, string label) = (i % 3) switch { 0 => ("is full zarkin", "negative"), 1 => ("was so florp", "positive"), _ => ("came on a Tuesday", "neutral") };
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"The {Things[i % 10]} {says} in case {i},{label},en\n");
        }

        return csv.ToString();
    }

    private async Task<CorrectionsReport> AddAsync(string csv)
    {
        using MemoryStream file = new(Encoding.UTF8.GetBytes(csv));
        return (await pipeline.Get<CorrectionsCsv>().AddAsync(_program, file, CancellationToken.None))!;
    }

    private Task<TrainingReport> TrainAsync() => pipeline.Get<ProgramTraining>().TrainAsync(_program, byTimer: false, CancellationToken.None);

    private Task<LabelOutcome> LabelAsync(string id, string body) => pipeline.Get<LabelFeedback>().PutAsync(_program, id, Encoding.UTF8.GetBytes(body), CancellationToken.None);

    private Task<IReadOnlyList<StoredCorrection>> CorrectionsAsync() => pipeline.Get<CorrectionStore>().ReadAsync(_program, CancellationToken.None);
}
