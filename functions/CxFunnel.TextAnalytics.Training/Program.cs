using CxFunnel.TextAnalytics.Training;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: CxFunnel.TextAnalytics.Training language DATA-FOLDER OUT-FOLDER");
    return 2;
}

DataFolder data = new(args[1]);
switch (args[0])
{
    case "language":
        using (FileStream file = File.Create(Path.Combine(args[2], "language.bin")))
        {
            new LanguageTrainer(data).Train(seed: 1, Console.Out).Write(file);
        }

        return 0;
    default:
        Console.Error.WriteLine($"Unknown command '{args[0]}'.");
        return 2;
}
