#nullable disable // The official listing carries no nullable annotations.

namespace Azure.AI.TextAnalytics;

/// <summary>Why a document was refused: the service's innermost error.</summary>
public readonly struct TextAnalyticsError
{
    internal TextAnalyticsError(string code, string message, string target)
    {
        ErrorCode = code;
        Message = message;
        Target = target;
    }

    public TextAnalyticsErrorCode ErrorCode { get; }

    public string Message { get; }

    public string Target { get; }
}

/// <summary>The service's own word; it may know more than are listed here.</summary>
public readonly struct TextAnalyticsErrorCode : IEquatable<TextAnalyticsErrorCode>
{
    public static readonly string InternalServerError = "InternalServerError";
    public static readonly string InvalidArgument = "InvalidArgument";
    public static readonly string InvalidDocument = "InvalidDocument";
    public static readonly string InvalidDocumentBatch = "InvalidDocumentBatch";
    public static readonly string InvalidRequest = "InvalidRequest";
    public static readonly string UnsupportedLanguageCode = "UnsupportedLanguageCode";

    private readonly string _value;

    private TextAnalyticsErrorCode(string value) => _value = value;

    public static bool operator ==(TextAnalyticsErrorCode left, TextAnalyticsErrorCode right) => left.Equals(right);

    public static bool operator !=(TextAnalyticsErrorCode left, TextAnalyticsErrorCode right) => !left.Equals(right);

    public static implicit operator TextAnalyticsErrorCode(string errorCode) => new(errorCode);

    public bool Equals(TextAnalyticsErrorCode other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object obj) => obj is TextAnalyticsErrorCode other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value ?? string.Empty);

    public override string ToString() => _value;
}
