namespace CxFunnel.Samples.Story;

/// <summary>Where in the customer journey feedback is asked for.</summary>
internal static class Touchpoints
{
    public const string Delivery = "delivery";
    public const string Billing = "billing";
    public const string Store = "store";
    public const string App = "app";
    public const string Support = "support";
    public const string Product = "product";
}
