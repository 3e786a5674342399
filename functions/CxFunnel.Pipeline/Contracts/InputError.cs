namespace CxFunnel.Pipeline.Contracts;

/// <summary>What is wrong with an input, and where.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) from the root of the body; empty for the body as a whole.</param>
/// <param name="Detail">What was found and what was expected; never quotes feedback text.</param>
public sealed record InputError(string Pointer, string Detail);

/// <summary>Gathers the errors of one input: all are counted, the first <see cref="FeedbackLimits.MaxErrorsListed"/> are kept.</summary>
public sealed class InputErrors
{
    private readonly List<InputError> _listed = [];

    public int Count { get; private set; }

    public IReadOnlyList<InputError> Listed => _listed;

    public void Add(string pointer, string detail)
    {
        Count++;
        if (_listed.Count < FeedbackLimits.MaxErrorsListed)
        {
            _listed.Add(new InputError(pointer, detail));
        }
    }
}
