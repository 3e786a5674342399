using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Functions.Http;

internal sealed record AcceptedAnswer(int Accepted, IReadOnlyList<string> Ids);

internal sealed record NothingToKeepAnswer(int Accepted, IReadOnlyList<string> Ids, string Reason);

internal sealed record QuarantinedAnswer(int Accepted, int Quarantined, string Reason);

internal sealed record ProblemError(string Pointer, string Detail);

internal sealed record ProblemAnswer(int Status, string Title, IReadOnlyList<ProblemError>? Errors);

internal sealed record ImportAnswer(
    string Id, string State, long Rows, long Queued, long Counted, long Duplicates, long RejectedRows, IReadOnlyList<RejectedRow> Rejected, string? Reason);

internal sealed record HealthAnswer(
    string Status, string Engine, string Storage, SecondEngineStatus? SecondEngine = null, LatestVerification? Verification = null, IReadOnlyList<ReshardStatus>? Reshards = null);

/// <param name="Next">What <c>after</c> asks for the next page; null on the last.</param>
internal sealed record QuarantineAnswer(string Program, int RetentionDays, IReadOnlyList<QuarantinedInput> Inputs, string? Next);

/// <param name="Redacted">Null when the body is gone.</param>
internal sealed record QuarantinedAnswerInFull(QuarantinedInput Input, string? Redacted);

/// <param name="Labels">How many labels the feedback now has.</param>
internal sealed record LabelsAnswer(string Id, int Labels);

internal sealed record ProgramsAnswer(IReadOnlyList<string> Programs);

internal sealed record RootCauseAnswer(string RootCauseId, string Label, string State, string? MergedInto, bool IsPinned, bool IsDismissed);

/// <param name="Causes">How many root causes it knows.</param>
internal sealed record TaxonomyAnswer(string Version, int Number, int Causes);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptedAnswer))]
[JsonSerializable(typeof(NothingToKeepAnswer))]
[JsonSerializable(typeof(QuarantinedAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProgramsAnswer))]
[JsonSerializable(typeof(LabelsAnswer))]
[JsonSerializable(typeof(CorrectionsReport))]
[JsonSerializable(typeof(TrainingReport))]
[JsonSerializable(typeof(ModelOverview))]
[JsonSerializable(typeof(QuarantineAnswer))]
[JsonSerializable(typeof(QuarantinedAnswerInFull))]
[JsonSerializable(typeof(ReplayedInput))]
[JsonSerializable(typeof(QuarantineReplayReport))]
[JsonSerializable(typeof(PoisonReplayReport))]
[JsonSerializable(typeof(ErasureCertificate))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(RootCauseAnswer))]
[JsonSerializable(typeof(RootCauseDetail))]
[JsonSerializable(typeof(TaxonomyAnswer))]
[JsonSerializable(typeof(ReshardReport))]
[JsonSerializable(typeof(IReadOnlyList<ProgramRebuild>))]
internal sealed partial class AnswerJson : JsonSerializerContext;
