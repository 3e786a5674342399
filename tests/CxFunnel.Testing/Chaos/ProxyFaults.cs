namespace CxFunnel.Testing.Chaos;

/// <summary>What can become of a request on its way to storage and back.</summary>
public enum ProxyFault
{
    None,

    /// <summary>Never forwarded; the connection ends without an answer.</summary>
    RequestDropped,

    /// <summary>Forwarded and done; the connection ends without an answer.</summary>
    ReplyDropped,

    /// <summary>Forwarded and done; the connection ends in the middle of the answer.</summary>
    ReplyCut,

    /// <summary>The connection ends first; forwarded and done only after that, when the sender has moved on.</summary>
    DoneLate,

    /// <summary>Never forwarded; the connection is reset.</summary>
    Reset,

    /// <summary>Never forwarded; answered 503 as storage does when it is busy. Comes in bursts.</summary>
    Busy,

    /// <summary>Forwarded and answered, late.</summary>
    Delayed,
}

/// <summary>Draws from a seed what becomes of each request; counts what it drew. Safe for threads.</summary>
/// <param name="share">The share of requests that a fault begins with, 0..1; the requests of a burst come on top.</param>
public sealed class ProxyFaults(int seed, double share)
{
    private const int LongestBurst = 25;

    private static readonly ProxyFault[] Kinds =
    [
        ProxyFault.RequestDropped, ProxyFault.ReplyDropped, ProxyFault.ReplyDropped, ProxyFault.ReplyCut, ProxyFault.DoneLate, ProxyFault.Reset, ProxyFault.Busy, ProxyFault.Delayed, ProxyFault.Delayed,
    ];

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly long[] _counts = new long[Enum.GetValues<ProxyFault>().Length];
    private int _burst;
    private bool _isOver;

    /// <summary>How often each fault was drawn; <see cref="ProxyFault.None"/> counts what went through.</summary>
    public IReadOnlyDictionary<ProxyFault, long> Counts
    {
        get
        {
            lock (_gate)
            {
                return Enum.GetValues<ProxyFault>().ToDictionary(f => f, f => _counts[(int)f]);
            }
        }
    }

    /// <summary>From here on everything goes through.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
        }
    }

    /// <returns>What becomes of the next request, and a number in [0..1) that says how much of it.</returns>
    public (ProxyFault Fault, double Extent) Next()
    {
        lock (_gate)
        {
            ProxyFault fault = ProxyFault.None;
            double extent = _random.NextDouble();
            if (_isOver)
            {
                fault = ProxyFault.None;
            }
            else if (_burst > 0)
            {
                _burst--;
                fault = ProxyFault.Busy;
            }
            else if (_random.NextDouble() < share)
            {
                fault = Kinds[_random.Next(Kinds.Length)];
                _burst = fault == ProxyFault.Busy ? _random.Next(LongestBurst) : 0;
            }

            _counts[(int)fault]++;
            return (fault, extent);
        }
    }
}
