using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Analyzing;

/// <summary>JSON lines in, JSON lines out, in the same order, on all cores, with bounded memory.</summary>
public sealed class TextAnalysis(EmbeddedTextEngine engine, CauseReader causes)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // letters stay letters; nothing of it goes into a page
        SkipValidation = true,
    };

    /// <param name="input">JSON lines; empty lines are skipped.</param>
    /// <param name="output">Gets a line for each line that could be read.</param>
    /// <param name="onProblem">Gets a line's number (from 1) and what is wrong with it, in order.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    public async Task RunAsync(Stream input, Stream output, Action<long, string> onProblem, CancellationToken cancellation)
    {
        // Blocks are analyzed side by side and written in the order they were read; the bound holds reading back.
        Channel<Task<Block>> blocks = Channel.CreateBounded<Task<Block>>(Environment.ProcessorCount + 1);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reading = ReadAsync(input, blocks.Writer, stop.Token);
        try
        {
            await foreach (Task<Block> next in blocks.Reader.ReadAllAsync(cancellation))
            {
                Block block = await next;
                await output.WriteAsync(block.Output.WrittenMemory, cancellation);
                await output.FlushAsync(cancellation);
                block.Problems.ForEach(problem => onProblem(problem.Line, problem.What));
            }
        }
        catch
        {
            // Not awaited: reading a terminal or a pipe cannot be interrupted.
            await stop.CancelAsync();
            throw;
        }

        await reading;
    }

    private async Task ReadAsync(Stream input, ChannelWriter<Task<Block>> blocks, CancellationToken cancellation)
    {
        try
        {
            await foreach (LineBlock block in LineBlocks.ReadAsync(input, cancellation))
            {
                await blocks.WriteAsync(Task.Run(() => Analyze(block), CancellationToken.None), cancellation);
            }

            blocks.Complete();
        }
        catch (Exception e)
        {
            blocks.Complete(e);
            throw;
        }
    }

    private Block Analyze(LineBlock lines)
    {
        Block block = new(new ArrayBufferWriter<byte>(Math.Max(1024, lines.Bytes.Length * 4)), []);
        if (lines.IsTooLong)
        {
            block.Problems.Add((lines.FirstLine, string.Create(CultureInfo.InvariantCulture, $"is longer than {LineBlocks.MaxLineBytes / (1024 * 1024)} MB")));
            return block;
        }

        using Utf8JsonWriter writer = new(block.Output, Options);
        ReadOnlyMemory<byte> rest = lines.Bytes;
        for (long number = lines.FirstLine; rest.Length > 0; number++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            if (Analyze(line, writer) is { } problem)
            {
                block.Problems.Add((number, problem));
                continue;
            }

            writer.Flush();
            writer.Reset();
            block.Output.Write("\n"u8);
        }

        return block;
    }

    private string? Analyze(ReadOnlyMemory<byte> json, Utf8JsonWriter writer)
    {
        if (!JsonBody.TryParse(json, out JsonDocument? document, out InputError? error))
        {
            return error!.Detail;
        }

        using (document)
        {
            if (!AnalyzeLine.TryRead(document!.RootElement, out AnalyzeLine line, out string? problem))
            {
                return problem;
            }

            TextInsight insight = causes.Fill(line.Input, engine.Analyze(line.Input));
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            line.Id.WriteTo(writer);
            InsightJson.WriteFields(writer, insight, forLedger: false);
            writer.WriteEndObject();
            return null;
        }
    }

    private readonly record struct Block(ArrayBufferWriter<byte> Output, List<(long Line, string What)> Problems);
}
