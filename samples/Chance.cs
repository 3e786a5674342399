namespace CxFunnel.Samples;

/// <summary>
/// The generator's only source of randomness: SplitMix64. Written out here because the sequence behind a seeded
/// <see cref="Random"/> is not promised from one runtime to the next, and the samples must keep their bytes.
/// </summary>
/// <remarks>Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the constants are theirs.</remarks>
internal sealed class Chance
{
    private ulong _state;

    /// <param name="purpose">Each part draws from its own stream, so that a change in one leaves the others alone.</param>
    public Chance(int seed, string purpose)
    {
        // FNV-1a, 64 bits.
        ulong hash = 14695981039346656037;
        foreach (char letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        _state = hash ^ (unchecked((ulong)seed) * 0x9E3779B97F4A7C15);
    }

    /// <summary>A whole number in [0..count).</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>A whole number in [first..last].</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Happens(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>An index, each as likely as its weight; weights need not add up to 1.</summary>
    public int PickIndex(IReadOnlyList<double> weights)
    {
        double left = Unit() * weights.Sum();
        for (int index = 0; index < weights.Count - 1; index++)
        {
            left -= weights[index];
            if (left < 0)
            {
                return index;
            }
        }

        return weights.Count - 1;
    }

    /// <summary>So many characters of an alphabet.</summary>
    public string Letters(int count, string alphabet) =>
        string.Create(count, (Chance: this, Alphabet: alphabet), static (span, source) =>
        {
            foreach (ref char letter in span)
            {
                letter = source.Alphabet[source.Chance.Below(source.Alphabet.Length)];
            }
        });

    /// <summary>Some of the indexes in [0..total), in rising order, none twice.</summary>
    public IReadOnlyList<int> Sample(int total, int count)
    {
        var chosen = new SortedSet<int>();
        while (chosen.Count < count)
        {
            chosen.Add(Below(total));
        }

        return [.. chosen];
    }

    private double Unit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    private ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
