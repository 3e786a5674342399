using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

public class WorkerOptions
{
    /// <summary>
    /// Reads messages into parameters of the app's own types. When the app sets none, System.Text.Json with the app's
    /// <see cref="System.Text.Json.JsonSerializerOptions"/>, whose property names match in any case.
    /// </summary>
    public ObjectSerializer? Serializer { get; set; }
}
