using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Learn;

public static class LearnServices
{
    /// <summary>Corrections → a program's own weights.</summary>
    public static IServiceCollection AddLearn(this IServiceCollection services) => services
        .AddSingleton<LabelFeedback>()
        .AddSingleton<CorrectionsCsv>()
        .AddSingleton<ProgramTraining>();
}
