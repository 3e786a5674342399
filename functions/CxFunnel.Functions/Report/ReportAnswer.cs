using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace CxFunnel.Functions.Report;

/// <summary>A report over HTTP: its parameters checked, all errors at once, and the answer as <c>format</c> says, JSON or CSV.</summary>
internal static class ReportAnswer
{
    /// <param name="read">Makes the question of the parameters; null when it added errors.</param>
    /// <param name="writeAsync">Answers it, as CSV or else as JSON.</param>
    public static async Task<IActionResult> CreateAsync<TQuery>(
        HttpRequest request, Func<Func<string, string?>, InputErrors, TQuery?> read, Func<Stream, TQuery, bool, Task> writeAsync)
        where TQuery : class
    {
        InputErrors errors = new();
        TQuery? query = read(name => request.Query[name], errors);
        string format = request.Query["format"].ToString();
        bool isCsv = format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        if (!isCsv && format.Length > 0 && !format.Equals("json", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("/format", "is none of json, csv");
        }

        if (query is null || errors.Count > 0)
        {
            return Answers.Invalid(errors);
        }

        MemoryStream body = new();
        await writeAsync(body, query, isCsv);
        body.Position = 0;
        return new FileStreamResult(body, isCsv ? "text/csv; charset=utf-8" : "application/json");
    }
}
