using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Ingest;

/// <summary>Reads staged exports.</summary>
public sealed class ReadImportFunction(ReadImport reading)
{
    [Function("ReadImport")]
    public Task Run([QueueTrigger(QueueNames.Imports)] BinaryData message, CancellationToken cancellation) =>
        reading.ReadAsync(PipelineMessages.ReadImport(message.ToMemory()), cancellation);
}
