using System.Text;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// What customers complain about in a simulation: a few reasons that come back in the words of several people, in three languages.
/// Some are in the taxonomy, some come into it later, and some no taxonomy knows. None of them is good or bad to the simulated analyzer.
/// </summary>
internal static class SimulatedComplaints
{
    private static readonly (string Language, string[] Texts)[] Pool =
    [
        ("en", [
            "The left armrest squeaks terribly.", "My armrest squeaks all day, awful.", "Terrible: the armrest squeaks.", "The armrest squeaks horribly.", "Left armrest squeaks, very annoying.", "Annoying squeak of the armrest.",
        ]),
        ("en", ["The zip of the tent jams, terrible.", "Terrible zip, it jams.", "My tent zip jams and jams, awful.", "The zip jams horribly.", "Awful: the zip jams."]),
        ("de", ["Die Armlehne quietscht furchtbar.", "Furchtbar, die Armlehne quietscht.", "Schrecklich: die linke Armlehne quietscht.", "Die Armlehne quietscht, sehr ärgerlich."]),
        ("en", ["The delivery was late, terrible.", "Awful, my delivery came late."]),
        ("fr", ["Livraison en retard, affreux.", "La livraison est en retard, terrible."]),
    ];

    private const string Delivery = """
        {"id":"late-delivery","component":"service","touchpoint":"delivery","controllable":true,"labels":{"en":"Late delivery"},"seeds":{"en":["delivery late"],"fr":["livraison retard"]}}
        """;

    private const string Zip = """
        {"id":"jamming-zip","component":"product","touchpoint":"product","controllable":true,"labels":{"en":"Zip jams"},"seeds":{"en":["zip jams"]}}
        """;

    /// <summary>Small taxonomies that stand alone: the shipped one takes longer to build than a run takes.</summary>
    public static IReadOnlyList<byte[]> Taxonomies { get; } =
        [.. new[] { Delivery, $"{Delivery},{Zip}" }.Select((causes, i) => Encoding.UTF8.GetBytes($"{{\"version\":\"sim.{i + 1}\",\"causes\":[{causes}]}}"))];

    public static (string Text, string Language) Any(Random random)
    {
        // The first ones most of all, or nothing would come back often enough to be a reason.
        (string language, string[] texts) = Pool[Math.Min(random.Next(Pool.Length), random.Next(Pool.Length))];
        return (texts[random.Next(texts.Length)], language);
    }
}
