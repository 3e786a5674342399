namespace CxFunnel.TextAnalytics.Language;

/// <summary>What the phrase finders are told about a word by its language's lists; beside <see cref="WordRole"/>, which every reading looks up.</summary>
[Flags]
internal enum WordUse : ulong
{
    None = 0,
    Link = 1 << 0,
    Subject = 1 << 1,
    And = 1 << 2,
    Thing = 1 << 3,
    Duty = 1 << 4,
    NoName = 1 << 5,
    Helper = 1 << 6,
    Quality = 1 << 7,
    Object = 1 << 8,
    InfinitiveMark = 1 << 9,
}
