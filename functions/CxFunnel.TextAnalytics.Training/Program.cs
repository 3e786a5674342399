using System.Globalization;
using CxFunnel.TextAnalytics.Training;
using CxFunnel.TextAnalytics.Training.Causes;

if (args.Length < 2)
{
    Console.Error.WriteLine(
        """
        usage: CxFunnel.TextAnalytics.Training COMMAND DATA-FOLDER [OUT-FOLDER] [name=value ...]
          lists        writes the public word lists as lexicon files
          language     trains the language model
          language-check  how often the shipped language model is right
          sentiment    trains and calibrates the sentiment model
          causes       trains the lexicon of reasons; without=banking77,hotel leaves sets out
          own          what a program's own corrections bring, for sources that the weights were trained without
          experiments  leave-one-source-out runs; plain: word and character n-grams only; runs=024 brief rate= epochs= ...
        """);
    return 2;
}

DataFolder data = new(args[1]);
switch (args[0])
{
    case "lists":
        new WordLists(data).Write(args[2]);
        return 0;
    case "language":
        using (FileStream file = File.Create(Path.Combine(args[2], "language.bin")))
        {
            new LanguageTrainer(data).Train(seed: 1, Console.Out).Write(file);
        }

        return 0;
    case "language-check":
        LanguageCheck.Write(data, Console.Out);
        return 0;
    case "sentiment":
        using (FileStream file = File.Create(Path.Combine(args[2], "sentiment.bin")))
        {
            new Experiments(data, FeatureChoice.Full, Options(args), Console.Out).Train().Write(file);
        }

        return 0;
    case "causes":
        string[] without = args.FirstOrDefault(a => a.StartsWith("without=", StringComparison.Ordinal))?[8..].Split(',') ?? [];
        File.WriteAllBytes(Path.Combine(args[2], "causes.bin"), new ReasonExperiments(data, Console.Out).Train(ReasonOptionsOf(args), without));
        return 0;
    case "own":
        new OwnWeightsTrial(data, Console.Out).Run();
        return 0;
    case "experiments":
        FeatureChoice choice = args.Contains("plain", StringComparer.Ordinal) ? FeatureChoice.Plain : FeatureChoice.Full;
        string runs = args.FirstOrDefault(a => a.StartsWith("runs=", StringComparison.Ordinal))?[5..] ?? "";
        new Experiments(data, choice, Options(args), Console.Out).Run(runs, verbose: !args.Contains("brief", StringComparer.Ordinal));
        return 0;
    default:
        Console.Error.WriteLine($"Unknown command '{args[0]}'.");
        return 2;
}

static ReasonOptions ReasonOptionsOf(string[] args)
{
    ReasonOptions options = new();
    foreach (string[] pair in args.Select(arg => arg.Split('=')).Where(pair => pair.Length == 2 && pair[0] != "without"))
    {
        float value = float.Parse(pair[1], CultureInfo.InvariantCulture);
        options = pair[0] switch
        {
            "epochs" => options with { Epochs = (int)value },
            "rate" => options with { Rate = value },
            "drop" => options with { Drop = value },
            "decay" => options with { Decay = value },
            "scale" => options with { Scale = value },
            "margin" => options with { Margin = value },
            "frequent" => options with { Frequent = value },
            "words" => options with { EnglishWords = (int)value },
            _ => throw new ArgumentException($"Unknown option '{pair[0]}'.", nameof(args)),
        };
    }

    return options;
}

static TrainingOptions Options(string[] args)
{
    TrainingOptions options = new();
    foreach (string[] pair in args.Select(arg => arg.Split('=')).Where(pair => pair.Length == 2 && pair[0] != "runs"))
    {
        float value = float.Parse(pair[1], CultureInfo.InvariantCulture);
        options = pair[0] switch
        {
            "rate" => options with { Rate = value },
            "decay" => options with { Decay = value },
            "grams" => options with { GramScale = value },
            "hide" => options with { HideKind = value },
            "balance" => options with { Balance = value },
            "discount" => options with { Discount = value },
            "discount-without-neutral" => options with { DiscountWithoutNeutral = value },
            "epochs" => options with { Epochs = (int)value },
            "averaged" => options with { Averaged = (int)value },
            "even" => options with { EvenSources = value },
            "dense-epochs" => options with { DenseEpochs = (int)value },
            "dense-rate" => options with { DenseRate = value },
            "least-rows" => options with { LeastRows = (int)value },
            "bits" => options with { BucketBits = (int)value },
            _ => throw new ArgumentException($"Unknown option '{pair[0]}'.", nameof(args)),
        };
    }

    return options;
}
