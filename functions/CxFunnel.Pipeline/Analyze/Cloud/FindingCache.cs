using System.Security.Cryptography;
using System.Text;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>
/// The latest findings by a hash of what was asked: a redelivered message and a text that many people paste cost nothing again. In memory
/// only: findings quote the text, and what is stored of a text must be erasable with its customer.
/// </summary>
public sealed class FindingCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, CloudFinding Finding)>> _byKey = [];
    private readonly LinkedList<(Key Key, CloudFinding Finding)> _latestFirst = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    public static Key KeyOf(TextInput text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Kind, question and score are not sent, so they do not count.
        byte[] hash = SHA256.HashData(Encoding.Unicode.GetBytes($"{text.Language}\0{text.Text}"));
        return new Key(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }

    public CloudFinding? Find(Key key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<(Key, CloudFinding Finding)>? node))
            {
                return null;
            }

            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Finding;
        }
    }

    public void Put(Key key, CloudFinding finding)
    {
        if (capacity == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_byKey.Remove(key, out LinkedListNode<(Key, CloudFinding)>? old))
            {
                _latestFirst.Remove(old);
            }

            _byKey[key] = _latestFirst.AddFirst((key, finding));
            if (_byKey.Count > capacity)
            {
                _byKey.Remove(_latestFirst.Last!.Value.Key);
                _latestFirst.RemoveLast();
            }
        }
    }

    /// <summary>128 bits of a SHA-256.</summary>
    public readonly record struct Key(ulong First, ulong Second);
}
