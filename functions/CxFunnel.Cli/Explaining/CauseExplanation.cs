using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Analyzing;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Explaining;

/// <summary>A whole file of JSON lines in; the same lines out, in the same order, each with its root cause.</summary>
/// <remarks>The lines are kept as they came until the last one is read: what a root cause is depends on all of them.</remarks>
public sealed class CauseExplanation(EmbeddedTextEngine engine, CauseReader reader)
{
    private readonly List<ReadOnlyMemory<byte>> _lines = [];
    private readonly List<WholeText> _read = [];
    private IReadOnlyList<WholeText> _texts = [];

    /// <summary>What was found; set by <see cref="Explain"/>.</summary>
    public FileCauses? Causes { get; private set; }

    /// <summary>How many lines could be read.</summary>
    public int Count => _lines.Count;

    /// <param name="input">JSON lines as <c>./cx analyze</c> takes them; empty lines are skipped.</param>
    /// <param name="onProblem">Gets a line's number (from 1) and what is wrong with it, in order.</param>
    /// <param name="onProgress">Gets how many lines were read so far, now and then.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    public async Task ReadAsync(Stream input, Action<long, string> onProblem, Action<int> onProgress, CancellationToken cancellation)
    {
        // As many blocks side by side as there are processors, taken up again in their order.
        Queue<Task<Block>> running = new();
        await foreach (LineBlock block in LineBlocks.ReadAsync(input, cancellation))
        {
            running.Enqueue(Task.Run(() => Read(block), CancellationToken.None));
            if (running.Count > Environment.ProcessorCount)
            {
                Take(await running.Dequeue(), onProblem);
                onProgress(Count);
            }
        }

        while (running.TryDequeue(out Task<Block>? next))
        {
            Take(await next, onProblem);
            onProgress(Count);
        }
    }

    /// <summary>Finds the root causes of all lines that were read.</summary>
    public FileCauses Explain(DiscoveryOptions options)
    {
        _texts = WholeTexts.Settle(_read, engine, reader);
        return Causes = WholeTexts.Explain(_texts, reader.Taxonomy, options);
    }

    /// <summary>Writes each line with <c>rootCauseId</c> and <c>rootCause</c>, both null where there is none.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        Dictionary<string, string> labels = Causes!.Causes.ToDictionary(cause => cause.Id, cause => cause.Label, StringComparer.Ordinal);
        ArrayBufferWriter<byte> buffer = new(LineBlocks.BlockBytes * 2);
        await using Utf8JsonWriter writer = new(buffer, JsonLines.Written);
        for (int i = 0; i < _lines.Count; i++)
        {
            string? id = Causes.Ids[_texts[i].Text.Key];
            Write(writer, _lines[i], id, id is null ? null : labels[id]);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= LineBlocks.BlockBytes || i == _lines.Count - 1)
            {
                await output.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
            }
        }

        await output.FlushAsync(cancellation);
    }

    /// <summary>Writes what root causes there are, most mentioned first.</summary>
    public void WriteCatalogue(Stream output)
    {
        Dictionary<string, string> quotes = new(StringComparer.Ordinal);
        HashSet<string> wanted = [.. Causes!.Causes.SelectMany(cause => cause.Examples)];
        foreach (CauseText text in _texts.Select(text => text.Text).Where(text => wanted.Contains(text.Key)))
        {
            quotes[text.Key] = text.Text;
        }

        using Utf8JsonWriter writer = new(output, new JsonWriterOptions { Encoder = JsonLines.Written.Encoder, Indented = true });
        writer.WriteStartObject();
        writer.WriteString("taxonomy", reader.Taxonomy.Version);
        writer.WriteString("grain", Causes.Grain switch { FileGrain.Complaints => "complaints", FileGrain.Taxonomy => "taxonomy", _ => "found" });
        writer.WriteNumber("coverage", Math.Round(Causes.Coverage, 4));
        writer.WriteNumber("stability", Math.Round(Causes.Stability, 4));
        writer.WriteNumber("texts", Count);
        writer.WriteNumber("unexplained", Causes.Ids.Count(id => id.Value is null));
        writer.WriteStartArray("rootCauses");
        foreach (FileCause cause in Causes.Causes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", cause.Id);
            writer.WriteString("label", cause.Label);
            Write(writer, "terms", cause.Terms);
            Write(writer, "languages", cause.Languages);
            writer.WriteString("state", cause.IsTaxonomy ? "taxonomy" : "established");
            writer.WriteString("parent", cause.ParentId);
            WriteParts(writer, cause.Parts);
            writer.WriteNumber("mentions", cause.Mentions);
            writer.WriteNumber("voices", cause.Voices);
            Write(writer, "examples", cause.Examples.Select(key => quotes[key]));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<(string Id, string Label, int Mentions)> parts)
    {
        writer.WriteStartArray("parts");
        foreach ((string id, string label, int mentions) in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("label", label);
            writer.WriteNumber("mentions", mentions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> line, string? id, string? label)
    {
        if (!JsonBody.TryParse(line, out JsonDocument? document, out InputError? _))
        {
            throw new InvalidOperationException("A line that was read cannot be read again.");
        }

        using (document)
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in document!.RootElement.EnumerateObject())
            {
                if (property.Name is not ("rootCauseId" or "rootCause"))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteString("rootCauseId", id);
            writer.WriteString("rootCause", label);
            writer.WriteEndObject();
        }
    }

    private void Take(Block block, Action<long, string> onProblem)
    {
        foreach ((ReadOnlyMemory<byte> json, WholeText text) in block.Read)
        {
            _lines.Add(json);
            _read.Add(text);
        }

        block.Problems.ForEach(problem => onProblem(problem.Line, problem.What));
    }

    private Block Read(LineBlock lines)
    {
        List<(ReadOnlyMemory<byte>, WholeText)> read = [];
        return new Block(read, JsonLines.Read(lines, (number, json, line) =>
            read.Add((json, WholeTexts.Read(number.ToString(CultureInfo.InvariantCulture), line.Input, engine, reader)))));
    }

    private sealed record Block(List<(ReadOnlyMemory<byte> Json, WholeText Text)> Read, List<(long Line, string What)> Problems);
}
