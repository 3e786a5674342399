using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Cli.Analyzing;

/// <summary>The JSON lines that <c>./cx analyze</c> and <c>./cx causes</c> take and give.</summary>
internal static class JsonLines
{
    /// <summary>How a line is written.</summary>
    public static readonly JsonWriterOptions Written = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // letters stay letters; nothing of it goes into a page
        SkipValidation = true,
    };

    /// <summary>Gets a line: its number, from 1, its bytes, and what they say, as long as the call lasts.</summary>
    public delegate void LineTaker(long number, ReadOnlyMemory<byte> json, AnalyzeLine line);

    /// <summary>The argument that names the input.</summary>
    public static Argument<string?> Input() => new("IN.jsonl")
    {
        Description = "Lines of {\"id\",\"text\",\"language\"?,\"kind\"?,\"question\"?,\"scores\"?}; stdin when left out or -",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <exception cref="CxException">The file cannot be read.</exception>
    public static Stream Open(string? file)
    {
        if (file is null or "-")
        {
            return Console.OpenStandardInput();
        }

        try
        {
            return new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CxException($"'{file}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the lines of a block; empty ones are skipped.</summary>
    /// <returns>Those that cannot be read, with what is wrong with them, in order.</returns>
    public static List<(long Line, string What)> Read(LineBlock block, LineTaker take)
    {
        List<(long, string)> problems = [];
        if (block.IsTooLong)
        {
            problems.Add((block.FirstLine, string.Create(CultureInfo.InvariantCulture, $"is longer than {LineBlocks.MaxLineBytes / (1024 * 1024)} MB")));
            return problems;
        }

        ReadOnlyMemory<byte> rest = block.Bytes;
        for (long number = block.FirstLine; rest.Length > 0; number++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> json = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (json.Span.ContainsAnyExcept(" \t\r"u8) && Read(number, json, take) is { } problem)
            {
                problems.Add((number, problem));
            }
        }

        return problems;
    }

    private static string? Read(long number, ReadOnlyMemory<byte> json, LineTaker take)
    {
        if (!JsonBody.TryParse(json, out JsonDocument? document, out InputError? error))
        {
            return error!.Detail;
        }

        using (document)
        {
            if (AnalyzeLine.TryRead(document!.RootElement, out AnalyzeLine line, out string? problem))
            {
                take(number, json, line);
            }

            return problem;
        }
    }
}
