using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>
/// The property names of one response, each read once. Rows of a table mostly have the same columns in the same order,
/// so the name after the last one is tried first, without making a string.
/// </summary>
internal sealed class PropertyNames(EntityModel? model)
{
    private readonly List<PropertyName> _names = [];
    private readonly Dictionary<string, int> _positions = [];
    private int _next;

    public void StartEntity() => _next = 0;

    public PropertyName Match(ref Utf8JsonReader reader)
    {
        if (_next < _names.Count && reader.ValueTextEquals(_names[_next].Text))
        {
            return _names[_next++];
        }

        string text = reader.GetString()!;
        if (!_positions.TryGetValue(text, out int position))
        {
            position = _names.Count;
            _positions.Add(text, position);
            string? annotated = text.EndsWith(EntityProperties.TypeSuffix, StringComparison.Ordinal) ? text[..^EntityProperties.TypeSuffix.Length] : null;
            _names.Add(new PropertyName(text, annotated, model?.Find(text)));
        }

        _next = position + 1;
        return _names[position];
    }
}

/// <param name="Text">As in the response.</param>
/// <param name="Annotated">The property whose type it tells; null for a property.</param>
/// <param name="Member">The member of the model that takes it; null when there is none.</param>
internal sealed record PropertyName(string Text, string? Annotated, EntityMember? Member);
