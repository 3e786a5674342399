using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>A request, with its route values and query parameters by name; a route value hides a query parameter.</summary>
internal sealed class HttpInput(HttpContext context) : InvocationInput
{
    public override IReadOnlyDictionary<string, object?> Data
    {
        get
        {
            Dictionary<string, object?> data = new(StringComparer.OrdinalIgnoreCase);
            foreach (KeyValuePair<string, StringValues> parameter in context.Request.Query)
            {
                data[parameter.Key] = parameter.Value.ToString();
            }

            foreach (KeyValuePair<string, object?> value in context.Request.RouteValues)
            {
                data[value.Key] = value.Value;
            }

            return data;
        }
    }

    public override object BindTrigger(FunctionParameter parameter) => context.Request;

    public override bool TryGetData(string name, out object? value)
    {
        if (context.Request.RouteValues.TryGetValue(name, out value) && value is not null)
        {
            return true;
        }

        if (context.Request.Query.TryGetValue(name, out StringValues parameter))
        {
            value = parameter.ToString();
            return true;
        }

        value = null;
        return false;
    }
}
