using System.Security.Cryptography;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Intake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Ledger;

public static class LedgerServices
{
    /// <summary>Insight → ledger and sums, one transaction.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<LedgerOptions>, ValidateLedgerOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<LedgerOptions>>().Value)
            .AddSingleton(s => new Programs(
                s.GetRequiredService<IConfiguration>().GetSection("Programs").Get<Dictionary<string, ProgramOptions>>() ?? []))
            .AddSingleton<Layouts>()
            .AddSingleton<ProgramRegistry>()
            .AddSingleton<Erase.Erasures>()
            .AddSingleton<WritePermits>()
            .AddSingleton(_ => new WorkerInstance(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))))
            .AddSingleton<LedgerWriter>()
            .AddSingleton<MessageDeferral>()
            .AddSingleton<FeedbackIntake>()
            .AddSingleton<PartialSweep>()
            .AddSingleton(s => new CountingPause(() => s.GetRequiredService<FeedbackInbox>().Waiting, s.GetRequiredService<TimeProvider>()))
            .AddSingleton<PoisonReplay>()
            .AddSingleton<PoisonRetention>();
    }
}

[OptionsValidator]
internal sealed partial class ValidateLedgerOptions : IValidateOptions<LedgerOptions>;
