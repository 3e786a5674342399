using System.Globalization;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>Signs each try with Shared Key Lite for the table service: the date and the resource.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key</remarks>
internal sealed class TableSharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        Request request = message.Request;
        // The service refuses a date that is more than 15 minutes off; only the machine's clock will do.
        string date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        string signature = credential.Sign($"{date}\n{CanonicalResource(request.Uri.ToUri())}");
        request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{signature}");
    }

    private string CanonicalResource(Uri uri)
    {
        string resource = $"/{credential.AccountName}{uri.AbsolutePath}";
        // Of the query only the component belongs to the resource.
        return uri.Query.Contains("comp=", StringComparison.OrdinalIgnoreCase) && HttpUtility.ParseQueryString(uri.Query)["comp"] is string component
            ? $"{resource}?comp={component}"
            : resource;
    }
}
