using CxFunnel.Cli.Running;
using CxFunnel.Cli.Showing;

namespace CxFunnel.Cli.Commands;

/// <summary>What every command works with.</summary>
public sealed record CommandContext(Checkout Checkout, Screen Screen, TimeProvider Clock);
