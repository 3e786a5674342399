using System.Globalization;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Learn;

/// <summary>Trains programs' own weights, every night where there are new corrections and when asked; and switches between them.</summary>
public sealed partial class TrainPrograms(ProgramTraining training, ModelStore models, ProgramRegistry registry, ILogger<TrainPrograms> log)
{
    [Function("TrainNightly")]
    public async Task Nightly([TimerTrigger("0 10 4 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (string program in await registry.ListAsync(cancellation))
        {
            TrainingReport report = await training.TrainAsync(program, byTimer: true, cancellation);
            Log.Trained(log, program, report.Corrections, report.Outcome, report.Version);
        }
    }

    [Function("Train")]
    public Task<IActionResult> Train(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/train")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () => RequestNames.TryProgram(request, out string program)
            ? Answers.Json(StatusCodes.Status200OK, await training.TrainAsync(program, byTimer: false, cancellation))
            : Answers.Invalid("/program", RequestNames.ProgramForm));

    [Function("UseModel")]
    public Task<IActionResult> Use(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "operations/model")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            string use = request.Query["use"].ToString();
            int number = 0;
            if (use != "shipped" && !(int.TryParse(use, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0))
            {
                return Answers.Invalid("/use", "is neither a number from 1 nor shipped");
            }

            return await training.UseAsync(program, number, cancellation)
                ? await ListAsync(program, cancellation)
                : Answers.Problem(StatusCodes.Status404NotFound, "The program has no weights of that number.");
        });

    [Function("ListModels")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () => RequestNames.TryProgram(request, out string program)
            ? await ListAsync(program, cancellation)
            : Answers.Invalid("/program", RequestNames.ProgramForm));

    private async Task<IActionResult> ListAsync(string program, CancellationToken cancellation) =>
        Answers.Json(StatusCodes.Status200OK, await models.OverviewAsync(program, cancellation));

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "Trained {Program} with {Corrections} corrections: {Outcome}; it uses {Version}.")]
        public static partial void Trained(ILogger logger, string program, int corrections, string outcome, string version);
    }
}
