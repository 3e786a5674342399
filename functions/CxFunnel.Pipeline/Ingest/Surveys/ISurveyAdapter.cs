namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads the webhooks of one survey tool. Pure, safe to use from many threads; never throws for what a body holds.</summary>
public interface ISurveyAdapter
{
    /// <summary>The source in the route, for example <c>typeform</c>.</summary>
    string Source { get; }

    /// <param name="mapping">Which question plays which role; null leaves it to the adapter's guess.</param>
    SurveyReading Read(SurveyRequest request, SourceMapping? mapping);
}
