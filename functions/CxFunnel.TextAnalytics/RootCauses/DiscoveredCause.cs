namespace CxFunnel.TextAnalytics.RootCauses;

public enum DiscoveredState
{
    /// <summary>Assigned to, and in reports.</summary>
    Active,

    /// <summary>Part of another root cause; what would be assigned to it goes there.</summary>
    Merged,

    /// <summary>The latest run did not find it again. Nothing is assigned to it; its id is never given to anything else.</summary>
    Retired,

    /// <summary>A person said that it is none. What is like it is assigned to nothing.</summary>
    Dismissed,
}

/// <summary>One root cause that discovery found. Its id never changes its meaning.</summary>
/// <param name="Id"><c>found-</c> and ten hexadecimal digits: a function of the texts that it was born from.</param>
/// <param name="Label">Two to five words where the texts have them, in the program's main language where they are in it; or what a person said.</param>
/// <param name="Terms">The words and phrases that tell it apart, most telling first.</param>
/// <param name="Languages">Of its texts, most frequent first.</param>
/// <param name="MergedInto">The id that took it over; null unless <see cref="DiscoveredState.Merged"/>.</param>
/// <param name="Size">How many clauses the latest run assigned to it.</param>
/// <param name="Voices">How many people say it: a customer is one voice, and so are copies of one longer text.</param>
/// <param name="Reach">The sum of the reach of its clauses.</param>
/// <param name="Born">The day of the run that found it first.</param>
/// <param name="Examples">Keys of at most three clauses: the most central, a recent, and one that says it otherwise. No text.</param>
public sealed record DiscoveredCause(
    string Id,
    string Label,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Languages,
    DiscoveredState State,
    string? MergedInto,
    int Size,
    int Voices,
    long Reach,
    DateOnly Born,
    IReadOnlyList<string> Examples);
