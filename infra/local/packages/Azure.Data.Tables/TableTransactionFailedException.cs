#nullable disable // The official listing carries no nullable annotations.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Serialization;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused as a whole because of one of its actions.</summary>
[Serializable]
[SuppressMessage("Design", "MA0056:Do not call overridable members in constructor", Justification = "The data travels with the exception as it is copied; nothing derived is looked at.")]
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException.Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
    {
        foreach (object key in requestFailedException.Data.Keys)
        {
            Data.Add(key, requestFailedException.Data[key]);
        }

        if (Data[TableFailureParser.FailedEntity] is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            FailedTransactionActionIndex = index;
        }
    }

    [SuppressMessage("Design", "CA1041:Provide ObsoleteAttribute message", Justification = "As in the official listing.")]
    [SuppressMessage("Design", "MA0070:Obsolete attributes should include explanations", Justification = "As in the official listing.")]
    [Obsolete(DiagnosticId = "SYSLIB0051")]
    protected TableTransactionFailedException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }

    /// <summary>The position of the action that failed, from 0; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }
}
