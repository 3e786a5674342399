using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Analyzing;

/// <summary>JSON lines in, JSON lines out, in the same order, on all cores, with bounded memory.</summary>
public sealed class TextAnalysis(EmbeddedTextEngine engine, CauseReader causes)
{
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
        ArrayBufferWriter<byte> output = new(Math.Max(1024, lines.Bytes.Length * 4));
        using Utf8JsonWriter writer = new(output, JsonLines.Written);
        return new Block(output, JsonLines.Read(lines, (_, _, line) =>
        {
            TextInsight insight = causes.Fill(line.Input, engine.Analyze(line.Input));
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            line.Id.WriteTo(writer);
            InsightJson.WriteFields(writer, insight, forLedger: false);
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            output.Write("\n"u8);
        }));
    }

    private readonly record struct Block(ArrayBufferWriter<byte> Output, List<(long Line, string What)> Problems);
}
