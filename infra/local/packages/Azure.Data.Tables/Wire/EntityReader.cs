using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Reads entities from a response's JSON in one pass, straight into the entity.</summary>
internal sealed class EntityReader<T>
    where T : class, ITableEntity
{
    private static readonly bool IsDictionary = typeof(IDictionary<string, object>).IsAssignableFrom(typeof(T));

    private readonly PropertyNames _names = new(IsDictionary ? null : EntityModel.Of(typeof(T)));
    private int _columns;

    /// <summary>One entity that is the whole body.</summary>
    public static T ReadOne(Response response)
    {
        using ResponseBody body = new(response);
        Utf8JsonReader reader = new(body.Bytes.Span);
        reader.Read();
        return new EntityReader<T>().ReadEntity(ref reader);
    }

    /// <summary>The entities of a query's page.</summary>
    public static List<T> ReadPage(Response response)
    {
        using ResponseBody body = new(response);
        Utf8JsonReader reader = new(body.Bytes.Span);
        EntityReader<T> entities = new();
        List<T> page = [];
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                page.Add(entities.ReadEntity(ref reader));
            }
        }

        return page;
    }

    private T ReadEntity(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The response is not an entity.");
        }

        _names.StartEntity();
        if (typeof(T) == typeof(TableEntity))
        {
            Dictionary<string, object?> properties = new(_columns);
            ReadDictionary(ref reader, properties);
            _columns = properties.Count;
            return (T)(object)new TableEntity(properties!, owned: true);
        }

        T entity = Activator.CreateInstance<T>();
        if (IsDictionary)
        {
            ReadDictionary(ref reader, (IDictionary<string, object?>)entity);
        }
        else
        {
            ReadModel(ref reader, entity);
        }

        return entity;
    }

    private void ReadModel(ref Utf8JsonReader reader, T entity)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            PropertyName name = _names.Match(ref reader);
            reader.Read();
            if (name.Member is null)
            {
                reader.Skip();
            }
            else
            {
                name.Member.Read(ref reader, entity);
            }
        }
    }

    private void ReadDictionary(ref Utf8JsonReader reader, IDictionary<string, object?> entity)
    {
        string? annotated = null;
        EdmType type = EdmType.AsInJson;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            PropertyName name = _names.Match(ref reader);
            reader.Read();
            if (name.Annotated is not null)
            {
                (annotated, type) = (name.Annotated, EdmTypeAnnotation.Read(ref reader));
                if (entity.TryGetValue(annotated, out object? early))
                {
                    // The service puts the annotation first; OData also allows it after its value.
                    entity[annotated] = Convert(early, type);
                }

                continue;
            }

            if (string.Equals(name.Text, EntityProperties.Metadata, StringComparison.Ordinal))
            {
                continue;
            }

            EdmType own = string.Equals(name.Text, annotated, StringComparison.Ordinal) ? type
                : string.Equals(name.Text, EntityProperties.Timestamp, StringComparison.Ordinal) ? EdmType.DateTime
                : EdmType.AsInJson;
            entity[name.Text] = EdmReader.Read(ref reader, own);
        }
    }

    private static object? Convert(object? value, EdmType type) => (value, type) switch
    {
        (string text, EdmType.Int64) => long.Parse(text, CultureInfo.InvariantCulture),
        (string text, EdmType.DateTime) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        (string text, EdmType.Binary) => System.Convert.FromBase64String(text),
        (string text, EdmType.Double) => double.Parse(text, CultureInfo.InvariantCulture),
        (string text, EdmType.Guid) => Guid.Parse(text, CultureInfo.InvariantCulture),
        (int number, EdmType.Double) => (double)number,
        (long number, EdmType.Double) => (double)number,
        (int number, EdmType.Int64) => (long)number,
        _ => value,
    };
}
