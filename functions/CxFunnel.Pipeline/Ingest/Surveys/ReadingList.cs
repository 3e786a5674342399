using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Joins the readings of several responses in one body.</summary>
internal static class ReadingList
{
    /// <summary>
    /// All items together; without any, the first reading that says why. One that is malformed makes the whole body malformed: it is
    /// set aside whole, so that nothing is lost and a replay counts nothing twice.
    /// </summary>
    public static SurveyReading Join(IEnumerable<SurveyReading> readings)
    {
        List<FeedbackItem> items = [];
        SurveyReading? first = null;
        foreach (SurveyReading reading in readings)
        {
            switch (reading)
            {
                case SurveyReading.Malformed:
                    return reading;
                case SurveyReading.Items some:
                    items.AddRange(some.Values);
                    break;
                default:
                    first ??= reading;
                    break;
            }
        }

        return items.Count > 0 ? new SurveyReading.Items(items) : first ?? new SurveyReading.Empty("the body holds no response");
    }
}
