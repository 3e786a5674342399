using System.Text;
using CxFunnel.Cli;
using CxFunnel.Cli.Commands;
using CxFunnel.Cli.Running;
using CxFunnel.Cli.Showing;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using StopSignals signals = new();
CommandContext context = new(Checkout.Find(), Screen.OfThisProcess(TimeProvider.System), TimeProvider.System);
using FileStream? held = BuildOutputs.HoldOwn(context.Checkout, context.Clock);
return await CommandLine.RunAsync(context, args, signals.Token);
