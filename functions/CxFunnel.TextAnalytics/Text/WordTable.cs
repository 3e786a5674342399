using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>A map from <see cref="WordHash"/> names to small values: open addressing, built once, then only read.</summary>
internal sealed class WordTable<T>
    where T : struct
{
    private ulong[] _keys;
    private T[] _values;
    private int _mask;

    public WordTable(int expected)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected * 2));
        _keys = new ulong[size];
        _values = new T[size];
        _mask = size - 1;
    }

    public int Count { get; private set; }

    /// <summary>The value under the key, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Find(ulong key)
    {
        int slot = (int)key & _mask;
        while (true)
        {
            ulong at = _keys[slot];
            if (at == key)
            {
                return ref _values[slot];
            }

            if (at == 0)
            {
                return ref Unsafe.NullRef<T>();
            }

            slot = (slot + 1) & _mask;
        }
    }

    public bool Contains(ulong key) => !Unsafe.IsNullRef(ref Find(key));

    /// <summary>The value under the key, made with its default if it was not there. The reference holds until the next addition.</summary>
    // Optimised at once, as its growing: tables of ten thousand words are filled before the first answer, and never again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ref T GetOrAdd(ulong key)
    {
        ref T found = ref Find(key);
        if (!Unsafe.IsNullRef(ref found))
        {
            return ref found;
        }

        if ((Count + 1) * 2 > _keys.Length)
        {
            Grow();
        }

        int slot = (int)key & _mask;
        while (_keys[slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _keys[slot] = key;
        Count++;
        return ref _values[slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        ulong[] keys = _keys;
        T[] values = _values;
        _keys = new ulong[keys.Length * 2];
        _values = new T[keys.Length * 2];
        _mask = _keys.Length - 1;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0)
            {
                continue;
            }

            int slot = (int)keys[i] & _mask;
            while (_keys[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _keys[slot] = keys[i];
            _values[slot] = values[i];
        }
    }
}

internal static class WordTables
{
    /// <summary>A set of words by their names.</summary>
    /// <remarks>Of numbers, as other tables are: each further kind of table costs the first answer the compiling of its methods.</remarks>
    public static WordTable<ulong> SetOf(IReadOnlyList<string> words)
    {
        WordTable<ulong> set = new(256);
        foreach (string word in words)
        {
            set.GetOrAdd(WordHash.Of(word)) = 1;
        }

        return set;
    }
}
