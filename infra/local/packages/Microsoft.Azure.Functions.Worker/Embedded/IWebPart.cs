using Microsoft.AspNetCore.Builder;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>A trigger host that is served by the web server.</summary>
internal interface IWebPart
{
    void AddTo(WebApplication application);

    /// <summary>What the ready line says, once the server listens.</summary>
    string Address { get; }
}
