using CxFunnel.Pipeline.Contracts;
using Microsoft.AspNetCore.Http;

namespace CxFunnel.Functions.Http;

/// <summary>The names that routes and queries carry.</summary>
internal static class RequestNames
{
    /// <summary>The query's program, or the default.</summary>
    /// <returns>False when it is no program name.</returns>
    public static bool TryProgram(HttpRequest request, out string program)
    {
        string? asked = request.Query["program"];
        program = string.IsNullOrEmpty(asked) ? Names.DefaultProgram : asked;
        return Names.IsValid(program);
    }

    /// <summary>The query's program; null, for every program, when it names none.</summary>
    /// <returns>False when it is no program name.</returns>
    public static bool TryProgramOrAll(HttpRequest request, out string? program)
    {
        program = request.Query["program"] is [{ Length: > 0 } asked, ..] ? asked : null;
        return program is null || Names.IsValid(program);
    }

    public const string ProgramForm = "is not a program name: 1 to 40 of a-z, 0-9 and '-' are expected";
    public const string SourceForm = "is not a source name: 1 to 40 of a-z, 0-9 and '-' are expected";
}
