namespace Azure.Data.Tables;

/// <summary>The answer to a get of an entity that does not exist.</summary>
internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException($"The response has no value: status {response.Status} {response.ReasonPhrase}.");

    public override Response GetRawResponse() => response;
}
