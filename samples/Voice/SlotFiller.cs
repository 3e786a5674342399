using System.Globalization;
using System.Text.RegularExpressions;

namespace CxFunnel.Samples.Voice;

/// <summary>
/// Fills the slots of one text. A slot that occurs twice gets the same value; a <c>!</c> asks for a capital first letter.
/// Products come with their articles, <c>the|a|my</c>, because only the language's own file knows gender and elision.
/// </summary>
internal sealed partial class SlotFiller(TextStock stock, Chance chance, string country, string? city)
{
    private static readonly int[] QueueMinutes = [15, 20, 25, 30, 35, 40, 45, 55];

    private readonly Dictionary<string, string> _chosen = new(StringComparer.Ordinal);

    public string Fill(string text) => Slots().Replace(text, match =>
    {
        string value = Value(match.Groups["name"].Value);
        return match.Groups["capital"].Success ? char.ToUpperInvariant(value[0]) + value[1..] : value;
    });

    private string Value(string name) => name switch
    {
        "product" => Product(ProductKind.Any, 0),
        "aproduct" => Product(ProductKind.Any, 1),
        "myproduct" => Product(ProductKind.Any, 2),
        "device" => Product(ProductKind.Device, 0),
        "mydevice" => Product(ProductKind.Device, 2),
        "furniture" => Product(ProductKind.Furniture, 0),
        "afurniture" => Product(ProductKind.Furniture, 1),
        "city" => city ?? Once(name, () => chance.Pick(stock.Slot(name, country))),
        "email" => Once(name, () => $"{chance.Pick(stock.Slot("person"))}@example.com"),
        "phone" => Once(name, () => Digits(chance.Pick(stock.Slot(name)))),
        "order" => Once(name, () => Digits("TV-########")),
        "min" => Once(name, () => chance.Pick(QueueMinutes).ToString(CultureInfo.InvariantCulture)),
        _ => Once(name, () => chance.Pick(stock.Slot(name))),
    };

    private string Product(ProductKind kind, int form) =>
        Once($"product of kind {kind}", () => chance.Pick(stock.Slot(PickProductSlot(kind)))).Split('|')[form];

    private string PickProductSlot(ProductKind kind) => kind switch
    {
        ProductKind.Device => "product.device",
        ProductKind.Furniture => "product.furniture",
        _ => chance.Below(10) switch { < 5 => "product.device", < 9 => "product.furniture", _ => "product.other" },
    };

    private string Once(string key, Func<string> choose)
    {
        if (!_chosen.TryGetValue(key, out string? value))
        {
            value = choose();
            _chosen.Add(key, value);
        }

        return value;
    }

    private string Digits(string pattern) => string.Concat(pattern.Select(sign => sign == '#' ? (char)('0' + chance.Below(10)) : sign));

    private enum ProductKind
    {
        Any,
        Device,
        Furniture,
    }

    [GeneratedRegex(@"\{(?<name>[a-z0-9]+)(?<capital>!)?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slots();
}
