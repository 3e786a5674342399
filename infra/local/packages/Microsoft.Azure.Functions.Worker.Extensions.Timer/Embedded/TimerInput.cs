using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>The tick of a timer: a <see cref="TimerInfo"/>, or the same as JSON for a text or a type of the app.</summary>
internal sealed class TimerInput(TimerInfo info, ObjectSerializer serializer) : InvocationInput
{
    public override IReadOnlyDictionary<string, object?> Data => new Dictionary<string, object?>();

    public override object? BindTrigger(FunctionParameter parameter)
    {
        if (parameter.Type == typeof(TimerInfo))
        {
            return info;
        }

        string json = JsonSerializer.Serialize(info);
        return parameter.Type == typeof(string)
            ? json
            : serializer.Deserialize(BinaryData.FromString(json).ToStream(), parameter.Type, CancellationToken.None);
    }

    public override bool TryGetData(string name, out object? value)
    {
        value = null;
        return false;
    }
}
